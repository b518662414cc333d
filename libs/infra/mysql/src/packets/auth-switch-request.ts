import { PacketWriter } from './packet-writer.ts';

/* Protocol::AuthSwitchRequest => header int<1> 0xfe · plugin string<NUL> · data string<EOF> (the nonce and a 0) */
export type AuthSwitchRequest = { readonly plugin: string; readonly nonce: Buffer };

const HEADER = 0xfe;

export function writeAuthSwitchRequest(packet: AuthSwitchRequest): Buffer {
  return new PacketWriter().u8(HEADER).nulUtf8(packet.plugin).bytes(packet.nonce).u8(0).finish();
}
