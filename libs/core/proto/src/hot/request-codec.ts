import type { BindValue, BindVariable, BindVariables } from '@vt/sqltypes';
import { WireReader } from '../wire/reader.ts';
import type { WireWriter } from '../wire/writer.ts';
import { readCaller, readOptions, readStrings, readTarget, writeStrings } from './definitions.ts';
import { beginMessage, endMessage, Kind } from './frame.ts';
import type { AtomicTransaction, Caller, QueryTarget, TabletMethod, TabletRequest } from './request.ts';

/*
 *   REQUEST  request:n method:n flags:n target:n caller:n settings:n options:n statement:n
 *            sql:s?  transaction:n?  reserved:n?  timeoutMs:n?  postBegin:(count:n sql:s*)?  binds:(count:n bind*)?  values:(count:n value*)?
 *            traceparent:s?  atomic:(dtid:s count:n (keyspace:s shard:s)*)?
 *   bind     name:s type:n count:n (value:b | value*)     count 0: one value; else a list of count-1
 *   value    type:n value:b
 *
 * The optional parts are there when their flag is. `sql` is for statements that are not worth a slot.
 */
const methods: readonly TabletMethod[] = [
  'execute',
  'begin',
  'commit',
  'rollback',
  'release',
  'describe',
  'prepare',
  'decideCommit',
  'decideRollback',
  'commitPrepared',
  'rollbackPrepared',
  'conclude',
];

const Flag = {
  SQL: 1,
  TRANSACTION: 2,
  RESERVED: 4,
  TIMEOUT: 8,
  POST_BEGIN: 16,
  BINDS: 32,
  BEGIN: 64,
  RESERVE: 128,
  STREAM: 256,
  BINARY_ROWS: 512,
  DIAGNOSTICS: 1024,
  VALUES: 2048,
  TRACE: 4096,
  ATOMIC: 8192,
} as const;

/** Slots of what a request refers to. */
export type RequestSlots = {
  readonly target: number;
  readonly caller: number;
  readonly settings: number;
  readonly options: number;
  /** 0: the statement's text goes with the request. */
  readonly statement: number;
};

export function writeRequest(writer: WireWriter, id: number, request: TabletRequest, slots: RequestSlots): void {
  const start = beginMessage(writer, Kind.REQUEST);
  const flags = flagsOf(request, slots);
  writer.varint32(id);
  writer.varint32(methods.indexOf(request.method));
  writer.varint32(flags);
  writer.varint32(slots.target);
  writer.varint32(slots.caller);
  writer.varint32(slots.settings);
  writer.varint32(slots.options);
  writer.varint32(slots.statement);
  if (flags & Flag.SQL) writer.string(request.sql);
  if (flags & Flag.TRANSACTION) writer.bigint(request.transactionId);
  if (flags & Flag.RESERVED) writer.bigint(request.reservedId);
  if (flags & Flag.TIMEOUT) writer.varint32(Math.min(Math.ceil(request.timeoutMs as number), 0xffffffff));
  if (flags & Flag.POST_BEGIN) writeStrings(writer, request.postBegin);
  if (flags & Flag.BINDS) writeBinds(writer, request.binds);
  if (request.values !== undefined) writeValues(writer, request.values);
  if (request.traceparent !== undefined) writer.string(request.traceparent);
  if (request.atomic !== undefined) writeAtomic(writer, request.atomic);
  endMessage(writer, start);
}

function flagsOf(request: TabletRequest, slots: RequestSlots): number {
  return (
    (slots.statement === 0 && request.sql !== '' ? Flag.SQL : 0) |
    (request.transactionId !== 0n ? Flag.TRANSACTION : 0) |
    (request.reservedId !== 0n ? Flag.RESERVED : 0) |
    (request.timeoutMs !== undefined ? Flag.TIMEOUT : 0) |
    (request.postBegin.length > 0 ? Flag.POST_BEGIN : 0) |
    (hasBinds(request.binds) ? Flag.BINDS : 0) |
    (request.begin ? Flag.BEGIN : 0) |
    (request.reserve ? Flag.RESERVE : 0) |
    (request.stream ? Flag.STREAM : 0) |
    (request.rowFormat === 'binary' ? Flag.BINARY_ROWS : 0) |
    (request.wantsDiagnostics ? Flag.DIAGNOSTICS : 0) |
    (request.values !== undefined ? Flag.VALUES : 0) |
    (request.traceparent !== undefined ? Flag.TRACE : 0) |
    (request.atomic !== undefined ? Flag.ATOMIC : 0)
  );
}

function hasBinds(binds: BindVariables): boolean {
  for (const _name in binds) return true;
  return false;
}

function writeBinds(writer: WireWriter, binds: BindVariables): void {
  const names = Object.keys(binds);
  writer.varint32(names.length);
  for (const name of names) {
    const bind = binds[name] as BindVariable;
    writer.string(name);
    writer.varint32(bind.type);
    writer.varint32(bind.values === undefined ? 0 : bind.values.length + 1);
    if (bind.values === undefined) writer.bytes(bind.value);
    else for (const value of bind.values) writeValue(writer, value);
  }
}

function writeValues(writer: WireWriter, values: readonly BindValue[]): void {
  writer.varint32(values.length);
  for (let i = 0; i < values.length; i += 1) writeValue(writer, values[i] as BindValue);
}

function writeValue(writer: WireWriter, value: BindValue): void {
  writer.varint32(value.type);
  writer.bytes(value.value);
}

function writeAtomic(writer: WireWriter, { dtid, participants }: AtomicTransaction): void {
  writer.string(dtid);
  writer.varint32(participants.length);
  for (const { keyspace, shard } of participants) {
    writer.string(keyspace);
    writer.string(shard);
  }
}

function readAtomic(reader: WireReader): AtomicTransaction {
  const dtid = reader.string();
  const participants: { keyspace: string; shard: string }[] = [];
  for (let left = reader.varint32(); left > 0; left -= 1)
    participants.push({ keyspace: reader.string(), shard: reader.string() });
  return { dtid, participants };
}

const noBytes = new Uint8Array(0);

function readBinds(reader: WireReader): BindVariables {
  const binds: Record<string, BindVariable> = {};
  for (let left = reader.varint32(); left > 0; left -= 1) {
    const name = reader.string();
    const type = reader.varint32();
    const count = reader.varint32();
    if (count === 0) binds[name] = { type, value: reader.bytes() };
    else binds[name] = { type, value: noBytes, values: readValues(reader, count - 1) };
  }
  return binds;
}

function readValues(reader: WireReader, count: number): BindValue[] {
  const values: BindValue[] = [];
  for (let i = 0; i < count; i += 1) {
    const type = reader.varint32();
    values.push({ type, value: reader.bytes() });
  }
  return values;
}

const noBinds: BindVariables = {};
const nothing: readonly string[] = [];
const noCaller: Caller = { effective: null, immediate: null };
const noOptions: TabletRequest['options'] = {};

/** A request as the tablet reads it; undefined `request`: its statement's slot is empty, and the gate must send the text. */
export type ReadRequest = { readonly id: number; readonly request: TabletRequest | undefined };

/** The tablet's side of the tables of definitions. */
export class Definitions {
  readonly #slotsMax: number;
  readonly #targets: QueryTarget[] = [];
  readonly #callers: Caller[] = [noCaller];
  readonly #settings: (readonly string[])[] = [nothing];
  readonly #options: TabletRequest['options'][] = [noOptions];
  readonly #statements: (string | undefined)[] = [''];
  readonly #statementBytesMax: number;
  #statementBytes = 0;

  constructor(slotsMax: number, statementBytesMax: number) {
    this.#slotsMax = slotsMax;
    this.#statementBytesMax = statementBytesMax;
  }

  /** Takes a definition; false when the message is none. Throws RangeError for what cannot be one. */
  define(kind: number, bytes: Buffer, start: number, end: number): boolean {
    if (kind < Kind.TARGET || kind > Kind.STATEMENT) return false;
    const reader = new WireReader(bytes, start, end);
    const slot = reader.varint32();
    if (slot === 0 || slot > this.#slotsMax) throw new RangeError(`slot ${slot} of at most ${this.#slotsMax}`);
    if (kind === Kind.TARGET) this.#targets[slot] = readTarget(reader);
    else if (kind === Kind.CALLER) this.#callers[slot] = readCaller(reader);
    else if (kind === Kind.SETTINGS) this.#settings[slot] = readStrings(reader);
    else if (kind === Kind.OPTIONS) this.#options[slot] = readOptions(reader);
    else this.#defineStatement(slot, reader.string());
    return true;
  }

  /** Throws RangeError for a request that refers to what was never defined. */
  readRequest(bytes: Buffer, start: number, end: number): ReadRequest {
    const reader = new WireReader(bytes, start, end);
    const id = reader.varint32();
    const method = methods[reader.varint32()];
    const flags = reader.varint32();
    const target = this.#targets[reader.varint32()];
    const caller = this.#callers[reader.varint32()];
    const settings = this.#settings[reader.varint32()];
    const options = this.#options[reader.varint32()];
    const statement = this.#statements[reader.varint32()];
    if (!method || !target || !caller || !settings || !options) throw new RangeError(`request ${id} refers to nothing`);
    if (statement === undefined) return { id, request: undefined };
    const request = {
      method,
      target,
      caller,
      settings,
      options,
      sql: flags & Flag.SQL ? reader.string() : statement,
      transactionId: flags & Flag.TRANSACTION ? reader.int64() : 0n,
      reservedId: flags & Flag.RESERVED ? reader.int64() : 0n,
      timeoutMs: flags & Flag.TIMEOUT ? reader.varint32() : undefined,
      postBegin: flags & Flag.POST_BEGIN ? readStrings(reader) : nothing,
      binds: flags & Flag.BINDS ? readBinds(reader) : noBinds,
      values: flags & Flag.VALUES ? readValues(reader, reader.varint32()) : undefined,
      traceparent: flags & Flag.TRACE ? reader.string() : undefined,
      atomic: flags & Flag.ATOMIC ? readAtomic(reader) : undefined,
      begin: (flags & Flag.BEGIN) !== 0,
      reserve: (flags & Flag.RESERVE) !== 0,
      stream: (flags & Flag.STREAM) !== 0,
      rowFormat: flags & Flag.BINARY_ROWS ? 'binary' : 'text',
      wantsDiagnostics: (flags & Flag.DIAGNOSTICS) !== 0,
      session: undefined,
    } as const;
    return { id, request };
  }

  /** Past the bound all texts are forgotten; those still in use are asked for again. */
  #defineStatement(slot: number, sql: string): void {
    this.#statementBytes += sql.length - (this.#statements[slot]?.length ?? 0);
    if (this.#statementBytes > this.#statementBytesMax) {
      this.#statements.length = 1;
      this.#statementBytes = sql.length;
    }
    this.#statements[slot] = sql;
  }
}
