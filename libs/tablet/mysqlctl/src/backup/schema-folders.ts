import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceLayout } from '../server/layout.ts';
import type { SqlExecutor } from '../sql-executor.ts';

/** Names that are spelt alike on disk. */
const PLAIN = /^[A-Za-z0-9_]+$/;

/** Makes the folders of schemas without tables: a backup holds files, and MySQL makes no table where the folder is missing. */
export async function makeSchemaFolders(layout: InstanceLayout, sql: SqlExecutor, signal?: AbortSignal): Promise<void> {
  const rows = await sql.query('SELECT SCHEMA_NAME AS name FROM information_schema.schemata', signal);
  for (const { name } of rows) {
    if (name && name !== 'information_schema' && PLAIN.test(name))
      mkdirSync(join(layout.dataDir, name), { recursive: true });
  }
}
