import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, MessageInput } from '@vt/proto';
import { type Field, fromProtoRow, type Row, Type, toProtoRow, wholeFloatText } from '@vt/sqltypes';
import { badRequest, unsupported } from '../errors.ts';
import { type FilterQuery, readQuery } from '../filter/read-query.ts';
import { planTable, type TablePlan } from '../filter/table-plan.ts';
import { protoField } from '../proto-field.ts';
import { backticked } from '../schema/quote.ts';
import { readTable } from '../schema/read-table.ts';
import type { TableInfo, TableKey } from '../schema/table-info.ts';
import { withSession } from '../source/session.ts';
import type { StreamSource } from '../source/source.ts';
import { afterKey, isUntold, type KeyOrder, orderBy } from './key-order.ts';
import { RowReader } from './row-reader.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';

export type RowsResponse = MessageInput<'binlogdata.VStreamRowsResponse'>;
export type RowsRequest = {
  readonly query: string;
  /** Rows up to this key are left out; null: none. */
  readonly lastpk: Message<'query.QueryResult'> | null;
  readonly packetBytes?: number | undefined;
};

/** A message of rows is sent when it has so much. */
export type PacketSize = { readonly bytes: number; readonly rows?: number };

const HEARTBEAT_MS = 10_000;
const THROTTLED_MS = 100;
const APP = 'rowstreamer';
/** Of a message, whatever a packet may have: it is made in one turn, which the clients' statements of this tablet wait for. */
const MESSAGE_BYTES_MAX = 64 << 10;
/** What a row costs besides its values. */
const ROW_BYTES = 16;

/** What is copied of a table, and in which order. */
export type RowsPlan = {
  readonly plan: TablePlan;
  readonly key: TableKey;
  readonly keyFields: readonly Field[];
  readonly order: KeyOrder;
  /** Character sets in which texts are hashed, by column; those that are not mentioned: in their own. */
  readonly charsets: ReadonlyMap<string, string>;
  readonly lastKey: Row | undefined;
};

/**
 * The rows of a query's table as of one moment, by the table's key: first a message with fields, key fields and the position, then rows, each
 * message with the key of its last row.
 */
export async function* streamRows(
  source: StreamSource,
  request: RowsRequest,
  signal: AbortSignal,
): AsyncGenerator<RowsResponse> {
  const query = readQuery(request.query, source.flavor, 'ordered');
  const rows = await planRows(source, query, request.lastpk, signal);
  const snapshot = await openSnapshot(source, [query.table], signal);
  try {
    const bytes = Math.min(request.packetBytes ?? source.packetBytes, MESSAGE_BYTES_MAX);
    yield* rowsOf(source, rows, snapshot, { bytes }, signal);
  } finally {
    snapshot.connection.destroy();
  }
}

/** The rows of one table from an open snapshot. */
export async function* rowsOf(
  source: StreamSource,
  rows: RowsPlan,
  snapshot: Snapshot,
  packet: PacketSize,
  signal: AbortSignal,
): AsyncGenerator<RowsResponse> {
  const end = (): void => snapshot.connection.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    yield {
      fields: rows.plan.fields.map(protoField),
      pkfields: rows.keyFields.map((field) => protoField(ofOrder(field, rows.order))),
      gtid: snapshot.gtid,
    };
    const reader = new RowReader(snapshot.connection, selectSql(rows));
    yield* packets(source, rows, reader, packet, signal);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Bits above the 16 that a server's flags have are ours. */
const HASHED = 0x10000;

/** INVARIANT: whoever compares keys knows by this flag that they come in the order of hashes. */
function ofOrder(field: Field, order: KeyOrder): Field {
  return order === 'own' ? field : { ...field, flags: field.flags | HASHED };
}

export async function planRows(
  source: StreamSource,
  query: FilterQuery,
  lastpk: Message<'query.QueryResult'> | null,
  signal: AbortSignal,
): Promise<RowsPlan> {
  const vschema = await source.vschema(signal);
  const table = await withSession(source, signal, (connection) => readTable(connection, source.dbName, query.table));
  if (!table) throw badRequest(`unknown table ${query.table} in schema`);
  const plan = planTable(query, table, { vschema, keyspace: source.keyspace, flavor: source.flavor, from: 'table' });
  const key = keyOf(query, table);
  const keyFields = key.columns.map((column) => table.fields[column] as Field);
  checkOrder(query, keyFields);
  const isKeyless = key.columns.length === table.fields.length && key.name === '';
  // Rows that were begun in a key's own order go on in it.
  const isBegunByKey =
    lastpk !== null && lastpk.rows.length > 0 && !lastpk.fields.some(({ flags }) => (flags & HASHED) !== 0);
  const isHashed = isKeyless || query.keyHash || (query.keyTold && !isBegunByKey && isUntold(keyFields));
  const order = isHashed ? 'hash' : 'own';
  const charsets = query.keyHash ?? new Map<string, string>();
  return { plan, key, keyFields, order, charsets, lastKey: readLastKey(lastpk, keyFields) };
}

/** A VDiff of Vitess says in which order it wants the rows; it is the key's, or there would be no resuming. */
function checkOrder({ table, orderColumns }: FilterQuery, key: readonly Field[]): void {
  const sameAs = (name: string, i: number): boolean => key[i]?.name.toLowerCase() === name.toLowerCase();
  if (orderColumns.every(sameAs)) return;
  throw unsupported(`rows of ${table} by ${orderColumns.join()}: they come by ${key.map(({ name }) => name).join()}`);
}

/** The key that was asked for, or the table's; a table without one is ordered by all of its columns. */
function keyOf(query: FilterQuery, table: TableInfo): TableKey {
  if (query.keyName) {
    const named = table.uniqueKeys.find(({ name }) => name === query.keyName);
    if (named) return named;
  }
  if (query.keyColumns) {
    const columns = query.keyColumns.map((name) => table.fields.findIndex((field) => isSameName(field.name, name)));
    if (columns.includes(-1)) throw badRequest(`table ${table.name} has no columns ${query.keyColumns.join()}`);
    return { name: query.keyName ?? '', columns };
  }
  const all = { name: '', columns: table.fields.map((_, i) => i) };
  return table.key ?? all;
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function readLastKey(lastpk: Message<'query.QueryResult'> | null, keyFields: readonly Field[]): Row | undefined {
  const [only] = lastpk?.rows ?? [];
  if (!lastpk || !only) return undefined;
  const row = fromProtoRow(only);
  const names = lastpk.fields.map(({ name }) => name.toLowerCase());
  if (row.length !== keyFields.length)
    throw badRequest(`primary key values don't match length: ${row.length} vs ${keyFields.length}`);
  return keyFields.map(({ name }, i) => {
    const at = names.length > 0 ? names.indexOf(name.toLowerCase()) : i;
    if (at < 0) throw badRequest(`last key has no column ${name}`);
    return row[at] ?? null;
  });
}

function selectSql({ plan, key, keyFields, order, charsets, lastKey }: RowsPlan): Buffer {
  const { table } = plan;
  const columns = table.fields.map(read).join(', ');
  const index = key.name === '' || order === 'hash' ? '' : ` force index (${backticked(key.name)})`;
  const by = keyFields.map((field) => orderBy(field, order, charsets.get(field.name.toLowerCase()))).join(', ');
  return Buffer.concat([
    Buffer.from(`select ${columns} from ${backticked(table.name)}${index}`),
    ...(lastKey ? [Buffer.from(' where '), afterKey(keyFields, lastKey, order, charsets)] : []),
    Buffer.from(` order by ${by}`),
  ]);
}

/** What makes a row that was read one that the log would tell: FLOATs, which are read as DOUBLEs. */
function wholeFloats(table: TableInfo): ((row: Row) => Row) | undefined {
  const isFloat = table.fields.map(({ type }) => type === Type.FLOAT32);
  if (!isFloat.includes(true)) return undefined;
  const whole = (value: Uint8Array): Uint8Array => Buffer.from(wholeFloatText(Number(Buffer.from(value).toString())));
  return (row) => row.map((value, i) => (value !== null && isFloat[i] ? whole(value) : value));
}

/** A FLOAT's own text has only its first digits; as a DOUBLE it is told whole. */
function read({ name, type }: Field): string {
  return type === Type.FLOAT32 ? `cast(${backticked(name)} as double)` : backticked(name);
}

async function* packets(
  source: StreamSource,
  { plan, key, order }: RowsPlan,
  reader: RowReader,
  { bytes: bytesMax, rows: rowsMax = Number.POSITIVE_INFINITY }: PacketSize,
  signal: AbortSignal,
): AsyncGenerator<RowsResponse> {
  let out: { lengths: number[]; values: Buffer }[] = [];
  let bytes = 0;
  let last: Row | undefined;
  const fix = wholeFloats(plan.table);
  const message = (): RowsResponse => {
    const lastpk = key.columns.map((column) => last?.[column] ?? null);
    const response: RowsResponse = { rows: out, lastpk: toProtoRow(lastpk) };
    [out, bytes] = [[], 0];
    return response;
  };
  for (;;) {
    for (let state = source.throttle(APP); state.throttled; state = source.throttle(APP)) {
      yield { throttled: true, throttled_reason: state.reason };
      await sleep(THROTTLED_MS, undefined, { signal });
    }
    const chunk = await reader.next(HEARTBEAT_MS);
    if (chunk === undefined) break;
    if (chunk.kind === 'idle') {
      yield { heartbeat: true };
      continue;
    }
    for (const read of chunk.rows) {
      const row = fix ? fix(read) : read;
      // Equal rows of a table without a key stay together: the next message begins behind all of them.
      if ((bytes >= bytesMax || out.length >= rowsMax) && !(order === 'hash' && last && isSameRow(row, last)))
        yield message();
      last = row;
      if (!plan.accepts(row)) continue;
      const mapped = toProtoRow(plan.isIdentity ? row : (plan.map(row) as Row));
      out.push(mapped);
      bytes += mapped.values.length + ROW_BYTES;
    }
  }
  if (out.length > 0) yield message();
}

function isSameRow(a: Row, b: Row): boolean {
  return a.every((value, i) => {
    const other = b[i] ?? null;
    return value === null || other === null ? value === other : Buffer.compare(value, other) === 0;
  });
}
