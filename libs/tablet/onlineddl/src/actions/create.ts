import { VtError } from '@vt/base';
import { isInternalTable } from '@vt/migration';
import { type DropTable, type DropView, quoteName, type Statement } from '@vt/sqlparser';
import { type ChildKey, existing, exists, keysTo } from '../db/tables.ts';
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
    throw taken(row.table);
  }
  await setColumns(session, row.uuid, { artifacts: heldName(parts.config.retainTablesMs) }, signal);
  await withSqlMode(context, row, () => session.execute(row.statement, signal));
}

/** DROP TABLE and DROP VIEW: what goes is put away under a name of the table garbage collection. */
export async function dropTable(
  context: StepContext,
  row: MigrationRow,
  { kind }: DropTable | DropView,
): Promise<void> {
  const { session, signal } = context;
  const there = (await existing(session, [row.table], signal)).get(row.table);
  if (there === (kind === 'DropView' ? 'view' : 'table')) await putAway(context, row);
  // Of what is not there, or is of the other kind, mysqld says what it thinks.
  else await session.execute(row.statement, signal);
}

/**
 * Renames the migration's table to a held name, which becomes the artifact.
 * @throws where a table that stays has a foreign key to it, as DROP TABLE does: the key would follow it to where it is emptied.
 */
export async function putAway({ session, signal, parts }: StepContext, row: MigrationRow): Promise<void> {
  const keys = await keysTo(session, row.table, signal);
  const held = keys.find(({ child }) => child !== row.table && !isInternalTable(child));
  if (held) throw referenced(row.table, held);
  const name = heldName(parts.config.retainTablesMs);
  await setColumns(session, row.uuid, { artifacts: [...row.artifacts, name].join(',') }, signal);
  await session.execute(`RENAME TABLE ${quoteName(row.table)} TO ${quoteName(name)}`, signal);
}

export function taken(table: string): VtError {
  return new VtError({
    code: 'ALREADY_EXISTS',
    errno: 1050,
    state: '42S01',
    message: `Table '${table}' already exists`,
  });
}

function referenced(table: string, { child, key }: ChildKey): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    errno: 3730,
    state: 'HY000',
    message: `Cannot drop table '${table}' referenced by a foreign key constraint '${key}' on table '${child}'.`,
  });
}
