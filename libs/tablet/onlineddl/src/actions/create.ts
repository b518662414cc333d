import { VtError } from '@vt/base';
import { quoteName, type Statement } from '@vt/sqlparser';
import { exists } from '../db/tables.ts';
import type { StepContext } from '../engine/context.ts';
import { heldName } from '../engine/names.ts';
import type { MigrationRow } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import { withSqlMode } from './sql-mode.ts';

/** CREATE TABLE. The artifact is the name under which a revert would put the table away. */
export async function createTable(context: StepContext, row: MigrationRow, statement: Statement): Promise<void> {
  const { session, signal, parts } = context;
  if (await exists(session, row.table, signal)) {
    if (statement.kind === 'CreateTable' && statement.ifNotExists) return;
    throw new VtError({
      code: 'ALREADY_EXISTS',
      errno: 1050,
      state: '42S01',
      message: `Table '${row.table}' already exists`,
    });
  }
  await setColumns(session, row.uuid, { artifacts: heldName(parts.config.retainTablesMs) }, signal);
  await withSqlMode(context, row, () => session.execute(row.statement, signal));
}

/** DROP TABLE and DROP VIEW: what goes is put away under a name of the table garbage collection. */
export async function dropTable(context: StepContext, row: MigrationRow, ifExists: boolean): Promise<void> {
  const { session, signal, parts } = context;
  if (!(await exists(session, row.table, signal))) {
    if (ifExists) return;
    throw new VtError({
      code: 'NOT_FOUND',
      errno: 1051,
      state: '42S02',
      message: `Unknown table '${parts.tablet.dbName}.${row.table}'`,
    });
  }
  await putAway(context, row);
}

/** Renames the migration's table to a held name, which becomes the artifact. */
export async function putAway({ session, signal, parts }: StepContext, row: MigrationRow): Promise<void> {
  const name = heldName(parts.config.retainTablesMs);
  await setColumns(session, row.uuid, { artifacts: [...row.artifacts, name].join(',') }, signal);
  await session.execute(`RENAME TABLE ${quoteName(row.table)} TO ${quoteName(name)}`, signal);
}
