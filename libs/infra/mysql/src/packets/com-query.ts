import { Capability } from './capabilities.ts';
import { Command } from './command.ts';
import { malformed } from './malformed.ts';
import { PacketReader } from './packet-reader.ts';
import { PacketWriter } from './packet-writer.ts';
import { type NamedBind, readParams, writeParams } from './statement-params.ts';

/*
  COM_QUERY => command int<1> 0x03 ·
    [QUERY_ATTRIBUTES] count int<lenenc> · sets int<lenenc> 1 · [count > 0] parameters (see statement-params.ts) ·
    sql string<EOF>
*/
export type ComQuery = { readonly sql: Buffer; readonly attributes: readonly NamedBind[] };

const none: readonly NamedBind[] = [];

/** `sql` is a view of the payload. */
export function readComQuery(payload: Buffer, capabilities: number): ComQuery {
  if ((capabilities & Capability.QUERY_ATTRIBUTES) === 0) return { sql: payload.subarray(1), attributes: none };
  // The common form: no attributes, one set.
  if (payload[1] === 0 && payload[2] === 1) return { sql: payload.subarray(3), attributes: none };
  const reader = new PacketReader(payload, 'COM_QUERY', 1);
  const count = reader.lenenc();
  const sets = reader.lenenc();
  if (sets !== 1) throw malformed(`COM_QUERY with ${sets} sets of attributes`);
  if (count === 0) return { sql: reader.rest(), attributes: none };
  const { values } = readParams(reader, { count, named: true, types: [], longData: undefined });
  return { sql: reader.rest(), attributes: values };
}

export function writeComQuery(packet: ComQuery, capabilities: number): Buffer {
  const writer = new PacketWriter().u8(Command.QUERY);
  if (capabilities & Capability.QUERY_ATTRIBUTES) {
    writer.lenenc(packet.attributes.length).lenenc(1);
    if (packet.attributes.length > 0) writeParams(writer, packet.attributes, true);
  }
  return writer.bytes(packet.sql).finish();
}
