import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  Protocol::HandshakeV10 =>
    version int<1> 10 · server_version string<NUL> · thread_id int<4> · nonce_1 string<8> · filler int<1> 0 ·
    capabilities_low int<2> · collation int<1> · status int<2> · capabilities_high int<2> ·
    nonce_length int<1> 21 · reserved string<10> · nonce_2 string<13> (the last byte 0) · plugin string<NUL>
*/
export type HandshakeV10 = {
  readonly serverVersion: string;
  readonly threadId: number;
  /** 20 bytes without a zero. */
  readonly nonce: Buffer;
  readonly capabilities: number;
  /** Low byte of the collation id. */
  readonly collation: number;
  readonly statusFlags: number;
  readonly plugin: string;
};

const PROTOCOL_VERSION = 10;
export const NONCE_BYTES = 20;

export function writeHandshakeV10(packet: HandshakeV10): Buffer {
  return new PacketWriter()
    .u8(PROTOCOL_VERSION)
    .nulUtf8(packet.serverVersion)
    .u32(packet.threadId)
    .bytes(packet.nonce.subarray(0, 8))
    .u8(0)
    .u16(packet.capabilities & 0xffff)
    .u8(packet.collation)
    .u16(packet.statusFlags)
    .u16(packet.capabilities >>> 16)
    .u8(NONCE_BYTES + 1)
    .zeros(10)
    .bytes(packet.nonce.subarray(8, NONCE_BYTES))
    .u8(0)
    .nulUtf8(packet.plugin)
    .finish();
}

export function readHandshakeV10(payload: Buffer): HandshakeV10 {
  const reader = new PacketReader(payload, 'handshake');
  const version = reader.u8();
  if (version !== PROTOCOL_VERSION) throw malformed(`handshake version ${version}`);
  const serverVersion = reader.nulUtf8();
  const threadId = reader.u32();
  const start = reader.bytes(8);
  reader.skip(1);
  const low = reader.u16();
  const collation = reader.u8();
  const statusFlags = reader.u16();
  const capabilities = (low | (reader.u16() << 16)) >>> 0;
  const nonceLength = reader.u8();
  reader.skip(10);
  const end = reader.bytes(Math.max(13, nonceLength - 8)).subarray(0, NONCE_BYTES - 8);
  const plugin = reader.nulUtf8();
  return { serverVersion, threadId, nonce: Buffer.concat([start, end]), capabilities, collation, statusFlags, plugin };
}
