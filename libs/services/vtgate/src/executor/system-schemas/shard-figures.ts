import { collectResult, type Field, type Result, type Row } from '@vt/sqltypes';
import { allShards, type Table } from '@vt/vschema';
import { sendText } from '../send.ts';
import type { StatementRun } from '../statement.ts';

const ROWS_MAX = 100_000;
const BYTES_MAX = 32 * 1024 * 1024;

/** Whose rows each shard has for its own part of a table: SHOW TABLE STATUS and SHOW INDEX, and the views behind them. */
export type FigureView = 'statistics' | 'tables';

/** Columns that tell of a shard's part, by their names in the view and in SHOW. */
export const figures: Readonly<Record<FigureView, ReadonlySet<string>>> = {
  statistics: new Set(['cardinality']),
  tables: new Set(
    'rows table_rows avg_row_length data_length index_length data_free auto_increment update_time'.split(' '),
  ),
};

const SUMS: ReadonlySet<string> = new Set(['rows', 'table_rows', 'data_length', 'index_length', 'data_free']);
const GREATEST: ReadonlySet<string> = new Set(['auto_increment', 'update_time']);

/** Whether there are several shards, and the session has not selected one of them. */
export function isSpread({ session, deps }: StatementRun, keyspace: string): boolean {
  const { tabletType, destination } = session.target;
  return destination === undefined && (deps.serving.shards(keyspace, tabletType)?.length ?? 0) > 1;
}

/** What all shards say, as of one table where each tells of its part. */
export async function askShards(run: StatementRun, keyspace: string, view: FigureView, sql: string): Promise<Result> {
  const answer = collectResult({ rowsMax: ROWS_MAX, bytesMax: BYTES_MAX });
  await sendText(run, keyspace, allShards, sql, { sink: answer });
  const result = await answer.result;
  const tables = run.deps.vschema().keyspaces.get(keyspace)?.tables ?? new Map<string, Table>();
  const merge = view === 'tables' ? mergeTables : mergeStatistics;
  return { ...result, rows: merge(result.fields, result.rows, tables) };
}

type Tables = ReadonlyMap<string, Table>;

function mergeTables(fields: readonly Field[], rows: readonly Row[], tables: Tables): Row[] {
  const name = columnOf(fields, 'name', 'table_name');
  const [count, length] = [columnOf(fields, 'rows', 'table_rows'), columnOf(fields, 'data_length')];
  return grouped(rows, (row) => text(row, name)).map((group) => {
    const isCopied = tables.get(text(group[0], name))?.type === 'reference';
    const merged = fields.map(({ name: column }, i): Uint8Array | null => {
      const figure = column.toLowerCase();
      if (SUMS.has(figure)) return isCopied ? greatest(group, i) : sum(group, i);
      return GREATEST.has(figure) ? greatest(group, i) : (group[0]?.[i] ?? null);
    });
    const average = columnOf(fields, 'avg_row_length');
    const [bytes, all] = [merged[length], merged[count]];
    if (average >= 0 && bytes && all && merged[average])
      merged[average] = Buffer.from(String(numberOf(all) === 0n ? 0n : numberOf(bytes) / numberOf(all)));
    return merged;
  });
}

/**
 * Distinct values of shards add up where no two shards have the same: of a unique key, and where the columns decide the shard. Of other
 * columns there are at least as many as one shard has.
 */
function mergeStatistics(fields: readonly Field[], rows: readonly Row[], tables: Tables): Row[] {
  const table = columnOf(fields, 'table', 'table_name');
  const index = columnOf(fields, 'key_name', 'index_name');
  const seq = columnOf(fields, 'seq_in_index');
  const column = columnOf(fields, 'column_name');
  const part = columnOf(fields, 'sub_part');
  const nonUnique = columnOf(fields, 'non_unique');
  const cardinality = columnOf(fields, 'cardinality');
  const groups = grouped(rows, (row) => [table, index, seq].map((i) => text(row, i)).join('\0'));
  const indexes = new Map<string, Row[]>();
  for (const [row] of groups) {
    const key = [table, index].map((i) => text(row, i)).join('\0');
    const all = indexes.get(key);
    if (!all) indexes.set(key, row ? [row] : []);
    else if (row) all.push(row);
  }
  return groups.map((group) => {
    const [row = []] = group;
    const all = indexes.get([table, index].map((i) => text(row, i)).join('\0')) ?? [];
    const before = all.filter((other) => Number(text(other, seq)) <= Number(text(row, seq)));
    const columns = new Set(before.filter((other) => !other[part]).map((other) => text(other, column).toLowerCase()));
    const vindex = tables.get(text(row, table));
    const deciding = vindex?.columnVindexes[0]?.columns;
    const isWholeKey = text(row, nonUnique) === '0' && before.length === all.length;
    const isApart = isWholeKey || (deciding?.every((name) => columns.has(name.toLowerCase())) ?? false);
    const add = isApart && vindex?.type !== 'reference' ? sum : greatest;
    return row.map((value, i) => (i === cardinality ? add(group, i) : value));
  });
}

/** In the order in which each is first. */
function grouped(rows: readonly Row[], keyOf: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

function sum(group: readonly Row[], column: number): Uint8Array | null {
  const values = group.flatMap((row) => row[column] ?? []);
  if (values.length === 0) return null;
  return Buffer.from(String(values.reduce((total, value) => total + numberOf(value), 0n)));
}

/** Of numbers, and of times, which are longer texts the greater they are or have the same length. */
function greatest(group: readonly Row[], column: number): Uint8Array | null {
  const values = group.flatMap((row) => row[column] ?? []).map((value) => Buffer.from(value));
  return values.reduce<Buffer | null>(
    (most, one) => (most && (most.length - one.length || Buffer.compare(most, one)) >= 0 ? most : one),
    null,
  );
}

function columnOf(fields: readonly Field[], ...names: readonly string[]): number {
  return fields.findIndex(({ name }) => names.includes(name.toLowerCase()));
}

const numberOf = (value: Uint8Array): bigint => BigInt(Buffer.from(value).toString());

const text = (row: Row | undefined, column: number): string => Buffer.from(row?.[column] ?? []).toString();
