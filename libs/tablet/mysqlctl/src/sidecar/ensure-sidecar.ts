import { quote, quoteName, type SqlExecutor } from '../sql-executor.ts';
import { type SidecarTable, sidecarTables } from './tables.ts';

/**
 * Makes the sidecar database and those of its tables that are missing; runs on a writable primary, and reaches the replicas by
 * replication. Writes nothing when all is there. Returns the names of the tables made. Tables that exist are left as they are.
 */
export async function ensureSidecar(
  sql: SqlExecutor,
  database = '_vt',
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const [schema] = await sql.query(
    `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${quote(database)}`,
    signal,
  );
  if (!schema) await sql.query(`CREATE DATABASE IF NOT EXISTS ${quoteName(database)}`, signal);
  const rows = await sql.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${quote(database)}`,
    signal,
  );
  const present = new Set(rows.map(({ name }) => name));
  const missing = Object.entries(sidecarTables).filter(([name]) => !present.has(name));
  for (const [name, table] of missing) await sql.query(createStatement(database, name, table), signal);
  return missing.map(([name]) => name);
}

export function createStatement(database: string, name: string, { columns, keys }: SidecarTable): string {
  const definitions = [
    ...Object.entries(columns).map(([column, definition]) => `${quoteName(column)} ${definition}`),
    ...keys,
  ];
  return `CREATE TABLE IF NOT EXISTS ${quoteName(database)}.${quoteName(name)} (\n  ${definitions.join(',\n  ')}\n) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`;
}
