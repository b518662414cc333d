import { Capability } from './capabilities.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  Protocol::SSLRequest => capabilities int<4> · packet_size_max int<4> · collation int<1> · reserved string<23>
  It is the beginning of a HandshakeResponse41 with the SSL bit and nothing after; TLS begins with the next byte.
*/
export type SslRequest = { readonly capabilities: number; readonly packetBytesMax: number; readonly collation: number };

const BYTES = 32;

export function isSslRequest(payload: Buffer): boolean {
  return payload.length === BYTES && (payload.readUInt32LE(0) & Capability.SSL) !== 0;
}

export function writeSslRequest(packet: SslRequest): Buffer {
  return new PacketWriter().u32(packet.capabilities).u32(packet.packetBytesMax).u8(packet.collation).zeros(23).finish();
}
