import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  ERR_Packet => header int<1> 0xff · errno int<2> · [PROTOCOL_41] '#' · sqlstate string<5> · message string<EOF>
  Before the client has said what it speaks (a refused connection), the state is left out.
*/
export type Err = { readonly errno: number; readonly state: string; readonly message: string };

const HEADER = 0xff;
const MARK = 0x23;
/** MySQL clients keep 512 bytes; longer texts are useful in logs and harmless up to this. */
const MESSAGE_BYTES_MAX = 8192;

/** Writes a text in the character set of who reads it. */
export type EncodeText = (text: string) => Uint8Array;

export function writeErr(packet: Err, withState: boolean, encode?: EncodeText): Buffer {
  const writer = new PacketWriter().u8(HEADER).u16(packet.errno);
  if (withState) writer.u8(MARK).bytes(Buffer.from(packet.state.padEnd(5, '0').slice(0, 5), 'latin1'));
  const { message } = packet;
  return writer.bytes(encode ? encode(message.slice(0, MESSAGE_BYTES_MAX)) : messageBytes(message)).finish();
}

/** Whole characters: some clients give up on a text that ends within one. */
function messageBytes(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  let end = Math.min(bytes.length, MESSAGE_BYTES_MAX);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

export function readErr(payload: Buffer): Err {
  const reader = new PacketReader(payload, 'ERR');
  const header = reader.u8();
  if (header !== HEADER) throw malformed(`ERR with header ${header}`);
  const errno = reader.u16();
  const hasState = payload[reader.offset] === MARK;
  if (hasState) reader.skip(1);
  const state = hasState ? reader.bytes(5).toString('latin1') : 'HY000';
  return { errno, state, message: reader.rest().toString('utf8') };
}
