import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/* Protocol::AuthSwitchRequest => header int<1> 0xfe · plugin string<NUL> · data string<EOF> (the nonce and a 0) */
export type AuthSwitchRequest = { readonly plugin: string; readonly nonce: Buffer };

const HEADER = 0xfe;

export function writeAuthSwitchRequest(packet: AuthSwitchRequest): Buffer {
  return new PacketWriter().u8(HEADER).nulUtf8(packet.plugin).bytes(packet.nonce).u8(0).finish();
}

export function readAuthSwitchRequest(payload: Buffer): AuthSwitchRequest {
  const reader = new PacketReader(payload, 'auth switch request');
  const header = reader.u8();
  if (header !== HEADER) throw malformed(`auth switch request with header ${header}`);
  const plugin = reader.nulUtf8();
  const data = reader.rest();
  return { plugin, nonce: data.at(-1) === 0 ? data.subarray(0, -1) : data };
}
