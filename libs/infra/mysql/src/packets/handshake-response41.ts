import { Capability } from './capabilities.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';

/*
  Protocol::HandshakeResponse41 =>
    capabilities int<4> · packet_size_max int<4> · collation int<1> · reserved string<23> · user string<NUL> ·
    auth_response: PLUGIN_AUTH_LENENC ? string<lenenc> : SECURE_CONNECTION ? int<1> length, bytes : string<NUL> ·
    [CONNECT_WITH_DB] database string<NUL> · [PLUGIN_AUTH] plugin string<NUL> ·
    [CONNECT_ATTRS] attributes: lenenc total, (key string<lenenc>, value string<lenenc>)* ·
    [ZSTD_COMPRESSION] zstd_level int<1>
  Clients leave out trailing fields although they set the bit; so does this reader.
*/
export type HandshakeResponse41 = {
  readonly capabilities: number;
  readonly packetBytesMax: number;
  readonly collation: number;
  readonly user: string;
  readonly authResponse: Buffer;
  /** Empty: none. */
  readonly database: string;
  /** Empty: not named. */
  readonly plugin: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly zstdLevel: number;
};

const RESERVED_BYTES = 23;

export function writeHandshakeResponse41(packet: HandshakeResponse41): Buffer {
  const has = (bit: number): boolean => (packet.capabilities & bit) !== 0;
  const writer = new PacketWriter()
    .u32(packet.capabilities)
    .u32(packet.packetBytesMax)
    .u8(packet.collation)
    .zeros(RESERVED_BYTES)
    .nulUtf8(packet.user);
  if (has(Capability.PLUGIN_AUTH_LENENC)) writer.lenencBytes(packet.authResponse);
  else if (has(Capability.SECURE_CONNECTION)) writer.u8(packet.authResponse.length).bytes(packet.authResponse);
  else writer.bytes(packet.authResponse).u8(0);
  if (has(Capability.CONNECT_WITH_DB)) writer.nulUtf8(packet.database);
  if (has(Capability.PLUGIN_AUTH)) writer.nulUtf8(packet.plugin);
  if (has(Capability.CONNECT_ATTRS)) writer.lenencBytes(writeAttributes(packet.attributes));
  if (has(Capability.ZSTD_COMPRESSION)) writer.u8(packet.zstdLevel);
  return writer.finish();
}

function writeAttributes(attributes: ReadonlyMap<string, string>): Buffer {
  const writer = new PacketWriter();
  for (const [key, value] of attributes) writer.lenencUtf8(key).lenencUtf8(value);
  return writer.finish();
}

export function readHandshakeResponse41(payload: Buffer): HandshakeResponse41 {
  const reader = new PacketReader(payload, 'handshake response');
  const capabilities = reader.u32();
  const has = (bit: number): boolean => (capabilities & bit) !== 0 && reader.remaining > 0;
  const packetBytesMax = reader.u32();
  const collation = reader.u8();
  reader.skip(RESERVED_BYTES);
  const user = reader.nulUtf8();
  const authResponse = Buffer.from(readAuthResponse(reader, capabilities));
  const database = has(Capability.CONNECT_WITH_DB) ? reader.nulUtf8() : '';
  const plugin = has(Capability.PLUGIN_AUTH) ? readLastString(reader) : '';
  const attributes = has(Capability.CONNECT_ATTRS) ? readAttributes(reader.lenencBytes()) : new Map<string, string>();
  const zstdLevel = has(Capability.ZSTD_COMPRESSION) ? reader.u8() : 0;
  return { capabilities, packetBytesMax, collation, user, authResponse, database, plugin, attributes, zstdLevel };
}

function readAuthResponse(reader: PacketReader, capabilities: number): Buffer {
  if (capabilities & Capability.PLUGIN_AUTH_LENENC) return reader.lenencBytes();
  if (capabilities & Capability.SECURE_CONNECTION) return reader.bytes(reader.u8());
  return reader.remaining > 0 ? reader.nulBytes() : Buffer.alloc(0);
}

/** Some clients do not end the plugin name when it is last. */
export function readLastString(reader: PacketReader): string {
  const rest = reader.rest();
  const end = rest.indexOf(0);
  if (end < 0) return rest.toString('utf8');
  const text = rest.subarray(0, end).toString('utf8');
  reader.rewind(rest.length - end - 1);
  return text;
}

export function readAttributes(block: Buffer): Map<string, string> {
  const reader = new PacketReader(block, 'connection attributes');
  const attributes = new Map<string, string>();
  while (reader.remaining > 0) {
    const key = reader.lenencUtf8();
    attributes.set(key, reader.lenencUtf8());
  }
  return attributes;
}
