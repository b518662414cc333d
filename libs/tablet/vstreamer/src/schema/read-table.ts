import type { MysqlConnection } from '@vt/mysql';
import { type Field, isIntegral, type Result } from '@vt/sqltypes';
import { textOf } from '../source/session.ts';
import { backticked, quoted } from './quote.ts';
import type { StoredAs, TableInfo, TableKey } from './table-info.ts';

/** MySQL allows 4096 columns of a table and 64 indexes of 16 columns each. */
const COLUMNS_MAX = 4096;
const KEY_PARTS_MAX = 2048;

/** A table as it is now; undefined: it is not there, or is a view. The connection is one of `openSession`. */
export async function readTable(
  connection: MysqlConnection,
  database: string,
  table: string,
): Promise<TableInfo | undefined> {
  const where = `where table_schema = ${quoted(database)} and table_name = ${quoted(table)}`;
  const columns = await connection.execute(
    `select column_name, column_type, extra from information_schema.columns ${where} order by ordinal_position`,
    COLUMNS_MAX,
  );
  if (columns.rows.length === 0) return undefined;
  const names = columns.rows.map((row) => textOf(row[0]));
  const types = columns.rows.map((row) => textOf(row[1]));
  const unlogged = columns.rows.map((row) => connection.isMariadb && /virtual generated/i.test(textOf(row[2])));
  const list = names.map(backticked).join(', ');
  const shown = await connection.execute(`select ${list} from ${backticked(database)}.${backticked(table)} limit 0`);
  const fields = shown.fields.map((field, i) => ({ ...field, columnType: types[i] ?? '', database, table }));
  const keys = readKeys(await readIndexes(connection, where), fields);
  return {
    name: table,
    fields,
    storedAs: types.map(storedAs),
    unlogged,
    uniqueKeys: keys,
    key: keys.find(({ name }) => name === 'PRIMARY') ?? keys.toSorted(byCost(fields))[0],
  };
}

function readIndexes(connection: MysqlConnection, where: string): Promise<Result> {
  return connection.execute(
    `select index_name, column_name, sub_part from information_schema.statistics ${where} and non_unique = 0
     order by index_name, seq_in_index`,
    KEY_PARTS_MAX,
  );
}

/** MariaDB gives these as texts and logs them as bytes. */
function storedAs(columnType: string): StoredAs {
  return columnType === 'uuid' || columnType === 'inet4' || columnType === 'inet6' ? columnType : undefined;
}

/** Unique keys whose columns are whole and never NULL; a primary key also of parts of columns, whose whole values are unique all the more. */
function readKeys(indexes: Result, fields: readonly Field[]): TableKey[] {
  const keys = new Map<string, number[]>();
  const unfit = new Set<string>();
  for (const row of indexes.rows) {
    const [name, column] = [textOf(row[0]), textOf(row[1])];
    const at = fields.findIndex((field) => field.name.toLowerCase() === column.toLowerCase());
    const isWhole = row[2] === null || name === 'PRIMARY';
    if (at < 0 || !isWhole || ((fields[at] as Field).flags & 1) === 0) unfit.add(name);
    keys.set(name, [...(keys.get(name) ?? []), at]);
  }
  return [...keys].filter(([name]) => !unfit.has(name)).map(([name, columns]) => ({ name, columns }));
}

/** Integers before texts, few columns before many. */
function byCost(fields: readonly Field[]): (a: TableKey, b: TableKey) => number {
  const cost = ({ columns }: TableKey): number =>
    columns.reduce((sum, column) => sum + (isIntegral(fields[column]?.type ?? 0) ? 1 : 10), 0);
  return (a, b) => cost(a) - cost(b) || (a.name < b.name ? -1 : 1);
}
