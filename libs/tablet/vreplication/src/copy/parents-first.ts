import { type MysqlSession, sql } from '@vt/mysql';

/** Tables that the foreign keys of a table name, by table. */
export type Parents = ReadonlyMap<string, ReadonlySet<string>>;

export async function readParents(session: MysqlSession, dbName: string, signal: AbortSignal): Promise<Parents> {
  const rows = await session.query(
    sql`SELECT table_name AS child, referenced_table_name AS parent FROM information_schema.referential_constraints WHERE constraint_schema = ${dbName} AND unique_constraint_schema = ${dbName}`,
    signal,
  );
  const found = new Map<string, Set<string>>();
  for (const { child, parent } of rows) {
    if (!child || !parent) continue;
    found.set(child, (found.get(child) ?? new Set()).add(parent));
  }
  return found;
}

/**
 * Tables of which the server itself deletes rows, or sets columns NULL, where a row that they name is deleted, which is one of their own. It does so only where the rows are, and its log does not
 * tell of it.
 */
export async function readRuledBySelf(
  session: MysqlSession,
  dbName: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const rows = await session.query(
    sql`SELECT table_name AS name FROM information_schema.referential_constraints WHERE constraint_schema = ${dbName} AND unique_constraint_schema = ${dbName} AND table_name = referenced_table_name AND delete_rule IN ('CASCADE', 'SET NULL')`,
    signal,
  );
  return new Set(rows.map(({ name }) => name ?? ''));
}

/** Parents before their children, else as they are; tables that name each other stay so, too. */
export function parentsFirst(tables: readonly string[], parents: Parents): string[] {
  const wanted = new Set(tables);
  const ordered = new Set<string>();
  const seen = new Set<string>();
  const add = (table: string): void => {
    if (seen.has(table) || !wanted.has(table)) return;
    seen.add(table);
    for (const parent of [...(parents.get(table) ?? [])].sort()) add(parent);
    ordered.add(table);
  };
  for (const table of tables) add(table);
  return [...ordered];
}

/** Whether no row that is there can lack its parent: the parents of every table whose copy has begun are whole. `left`: tables that are not, with their last keys. */
export function isClosed(
  tables: readonly string[],
  left: ReadonlyMap<string, string | null>,
  parents: Parents,
): boolean {
  return tables
    .filter((table) => left.get(table) !== null)
    .every((table) => [...(parents.get(table) ?? [])].every((parent) => !left.has(parent)));
}
