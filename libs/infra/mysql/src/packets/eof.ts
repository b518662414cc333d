import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/* EOF_Packet (protocol 4.1) => header int<1> 0xfe · warnings int<2> · status int<2> */
export type Eof = { readonly warnings: number; readonly statusFlags: number };

const HEADER = 0xfe;

export function writeEof(packet: Eof): Buffer {
  return new PacketWriter().u8(HEADER).u16(Math.min(packet.warnings, 0xffff)).u16(packet.statusFlags).finish();
}

export function readEof(payload: Buffer): Eof {
  const reader = new PacketReader(payload, 'EOF');
  const header = reader.u8();
  if (header !== HEADER || payload.length > 5) throw malformed(`EOF with header ${header}`);
  return { warnings: reader.u16(), statusFlags: reader.u16() };
}
