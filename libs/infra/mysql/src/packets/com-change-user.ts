import { Capability } from './capabilities.ts';
import { readAttributes, readLastString } from './handshake-response41.ts';
import { PacketReader } from './packet-reader.ts';

/*
  COM_CHANGE_USER =>
    command int<1> 0x11 · user string<NUL> · auth_response: int<1> length, bytes · database string<NUL> ·
    [more] collation int<2> · [PLUGIN_AUTH] plugin string<NUL> · [CONNECT_ATTRS] attributes as in the handshake response
*/
export type ComChangeUser = {
  readonly user: string;
  readonly authResponse: Buffer;
  readonly database: string;
  /** 0: not given. */
  readonly collation: number;
  readonly plugin: string;
  readonly attributes: ReadonlyMap<string, string>;
};

export function readComChangeUser(payload: Buffer, capabilities: number): ComChangeUser {
  const reader = new PacketReader(payload, 'COM_CHANGE_USER', 1);
  const has = (bit: number): boolean => (capabilities & bit) !== 0 && reader.remaining > 0;
  const user = reader.nulUtf8();
  const authResponse = Buffer.from(reader.bytes(reader.u8()));
  const database = reader.remaining > 0 ? reader.nulUtf8() : '';
  const collation = reader.remaining >= 2 ? reader.u16() : 0;
  const plugin = has(Capability.PLUGIN_AUTH) ? readLastString(reader) : '';
  const attributes = has(Capability.CONNECT_ATTRS) ? readAttributes(reader.lenencBytes()) : new Map<string, string>();
  return { user, authResponse, database, collation, plugin, attributes };
}
