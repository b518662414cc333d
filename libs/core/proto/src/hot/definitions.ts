import { decode, encode } from '../codec/index.ts';
import type { Message } from '../names.ts';
import type { WireReader } from '../wire/reader.ts';
import type { WireWriter } from '../wire/writer.ts';
import { beginMessage, endMessage, Kind } from './frame.ts';
import type { Caller, QueryTarget, TabletRequest, TabletTypeName } from './request.ts';

/** By wire number. */
const tabletTypes: readonly TabletTypeName[] = [
  'UNKNOWN',
  'PRIMARY',
  'REPLICA',
  'RDONLY',
  'SPARE',
  'EXPERIMENTAL',
  'BACKUP',
  'RESTORE',
  'DRAINED',
];

export function writeTarget(writer: WireWriter, slot: number, target: QueryTarget): void {
  const start = beginMessage(writer, Kind.TARGET);
  writer.varint32(slot);
  writer.string(target.keyspace);
  writer.string(target.shard);
  writer.varint32(tabletTypes.indexOf(target.tabletType));
  endMessage(writer, start);
}

export function readTarget(reader: WireReader): QueryTarget {
  const keyspace = reader.string();
  const shard = reader.string();
  return { keyspace, shard, tabletType: tabletTypes[reader.varint32()] ?? 'UNKNOWN' };
}

/** Callers as bytes: also their key, to find the slot of an equal one. */
export function callerBytes(caller: Caller): readonly [Buffer, Buffer] {
  return [encode('vtrpc.CallerID', caller.effective ?? {}), encode('query.VTGateCallerID', caller.immediate ?? {})];
}

export function writeCaller(writer: WireWriter, slot: number, bytes: readonly [Buffer, Buffer]): void {
  const start = beginMessage(writer, Kind.CALLER);
  writer.varint32(slot);
  writer.bytes(bytes[0]);
  writer.bytes(bytes[1]);
  endMessage(writer, start);
}

export function readCaller(reader: WireReader): Caller {
  return {
    effective: decode('vtrpc.CallerID', reader.bytes()),
    immediate: decode('query.VTGateCallerID', reader.bytes()),
  };
}

export function writeSettings(writer: WireWriter, slot: number, settings: readonly string[]): void {
  const start = beginMessage(writer, Kind.SETTINGS);
  writer.varint32(slot);
  writeStrings(writer, settings);
  endMessage(writer, start);
}

export function writeStrings(writer: WireWriter, strings: readonly string[]): void {
  writer.varint32(strings.length);
  for (const text of strings) writer.string(text);
}

export function readStrings(reader: WireReader): readonly string[] {
  const count = reader.varint32();
  const strings: string[] = [];
  for (let i = 0; i < count; i += 1) strings.push(reader.string());
  return strings;
}

export function optionsBytes(options: TabletRequest['options']): Buffer {
  return encode('query.ExecuteOptions', options);
}

export function writeOptions(writer: WireWriter, slot: number, bytes: Uint8Array): void {
  const start = beginMessage(writer, Kind.OPTIONS);
  writer.varint32(slot);
  writer.bytes(bytes);
  endMessage(writer, start);
}

export function readOptions(reader: WireReader): Message<'query.ExecuteOptions'> {
  return decode('query.ExecuteOptions', reader.bytes());
}

export function writeStatement(writer: WireWriter, slot: number, sql: string): void {
  const start = beginMessage(writer, Kind.STATEMENT);
  writer.varint32(slot);
  writer.string(sql);
  endMessage(writer, start);
}
