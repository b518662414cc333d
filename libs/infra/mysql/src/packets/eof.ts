import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';

/* EOF_Packet (protocol 4.1) => header int<1> 0xfe · warnings int<2> · status int<2> */
export type Eof = { readonly warnings: number; readonly statusFlags: number };

const HEADER = 0xfe;

/** Each text result has two of them: without a writer. */
export function writeEof({ warnings, statusFlags }: Eof): Buffer {
  const packet = Buffer.allocUnsafe(5);
  packet[0] = HEADER;
  packet.writeUInt16LE(Math.min(warnings, 0xffff), 1);
  packet.writeUInt16LE(statusFlags, 3);
  return packet;
}

export function readEof(payload: Buffer): Eof {
  const reader = new PacketReader(payload, 'EOF');
  const header = reader.u8();
  if (header !== HEADER || payload.length > 5) throw malformed(`EOF with header ${header}`);
  return { warnings: reader.u16(), statusFlags: reader.u16() };
}
