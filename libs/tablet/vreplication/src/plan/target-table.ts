import { type MysqlSession, sql } from '@vt/mysql';

export type TargetColumn = {
  readonly name: string;
  /** information_schema's data_type, in lower case. */
  readonly type: string;
  readonly columnType: string;
  /** '' where it is no text. */
  readonly charset: string;
  readonly collation: string;
  readonly isGenerated: boolean;
};

export type TargetTable = {
  readonly name: string;
  readonly columns: readonly TargetColumn[];
  /** The primary key, or the unique key without NULLs that stands for it; empty where there is none. */
  readonly key: readonly string[];
};

/** Base tables of a database, by name; of one of them alone, where it is named. */
export async function readTargetTables(
  session: MysqlSession,
  dbName: string,
  signal: AbortSignal,
  only?: string,
): Promise<ReadonlyMap<string, TargetTable>> {
  const where = sql`table_schema = ${dbName}` + (only === undefined ? '' : sql` AND table_name = ${only}`);
  const names = await session.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE ${where} AND table_type = 'BASE TABLE' ORDER BY table_name`,
    signal,
  );
  const columns = await session.query(
    `SELECT table_name AS t, column_name AS name, data_type AS type, column_type AS whole, character_set_name AS charset, collation_name AS collation, extra AS extra FROM information_schema.columns WHERE ${where} ORDER BY table_name, ordinal_position`,
    signal,
  );
  const keys = await readKeys(session, where, signal);
  const byTable = new Map<string, TargetColumn[]>(names.map(({ name }) => [String(name), []]));
  for (const row of columns) {
    byTable.get(String(row['t']))?.push({
      name: String(row['name']),
      type: String(row['type']).toLowerCase(),
      columnType: String(row['whole']),
      charset: row['charset'] ?? '',
      collation: row['collation'] ?? '',
      isGenerated: /\bgenerated\b/i.test(row['extra'] ?? '') && !/default_generated/i.test(row['extra'] ?? ''),
    });
  }
  return new Map(
    [...byTable].map(([name, list]) => [name, { name, columns: list, key: keys.get(name) ?? [] }] as const),
  );
}

/** The best key of each table: the primary one, else the shortest unique one whose columns cannot be NULL. */
async function readKeys(session: MysqlSession, where: string, signal: AbortSignal): Promise<Map<string, string[]>> {
  const rows = await session.query(
    `SELECT s.table_name AS t, s.index_name AS k, s.column_name AS c, s.nullable AS n, s.sub_part AS part FROM information_schema.statistics s WHERE ${where} AND s.non_unique = 0 ORDER BY s.table_name, s.index_name = 'PRIMARY' DESC, s.index_name, s.seq_in_index`,
    signal,
  );
  const tables = new Map<string, Map<string, { columns: string[]; isFit: boolean }>>();
  for (const { t, k, c, n, part } of rows) {
    const indexes = tables.get(String(t)) ?? new Map<string, { columns: string[]; isFit: boolean }>();
    tables.set(String(t), indexes);
    const index = indexes.get(String(k)) ?? { columns: [], isFit: true };
    indexes.set(String(k), index);
    index.columns.push(String(c));
    index.isFit &&= c !== null && n !== 'YES' && part === null;
  }
  return new Map([...tables].map(([table, indexes]) => [table, best(indexes)]));
}

function best(indexes: ReadonlyMap<string, { columns: string[]; isFit: boolean }>): string[] {
  const primary = indexes.get('PRIMARY');
  if (primary) return primary.columns;
  const fitting = [...indexes.values()].filter(({ isFit }) => isFit);
  return fitting.sort((a, b) => a.columns.length - b.columns.length)[0]?.columns ?? [];
}
