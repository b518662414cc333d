import { toVtError, type VtError } from '@vt/base';
import { isReadOnlyNow, sql } from '@vt/mysql';
import { parse, print, type Statement } from '@vt/sqlparser';
import { alterTable, type Outcome } from '../actions/alter.ts';
import { createTable, dropTable } from '../actions/create.ts';
import { declared } from '../actions/declare.ts';
import { revert } from '../actions/revert.ts';
import { withSqlMode } from '../actions/sql-mode.ts';
import { changeView } from '../actions/view.ts';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { setColumns, setStatus } from '../store/write-migration.ts';
import { flavorOf, type StepContext } from './context.ts';

/** Starts a migration; one that fails is noted as failed. Also for one whose tablet was lost before it had begun. */
export async function start(context: StepContext, row: MigrationRow): Promise<void> {
  const { session, signal, parts } = context;
  try {
    await setColumns(session, row.uuid, { tablet: parts.tablet.alias }, signal);
    await setStatus(session, row.uuid, 'running', signal);
    context.counts.started++;
    parts.reachCrashPoint('onlineddl.started');
    const twin = await doneBefore(context, row);
    if (twin !== undefined) {
      const message = `duplicate DDL as ${twin} for migration context ${row.context}`;
      return await completed(context, row, message);
    }
    if ((await act(context, row)) === 'running') return;
    await completed(context, row);
    await parts.schemaChanged();
  } catch (error) {
    // A mysqld that was just started becomes writable again, and then it is begun anew.
    if (signal.aborted || session.connection.isClosed || isReadOnlyNow(error)) throw error;
    await fail(context, row, described(toVtError(error)));
  }
}

/** With MySQL's number and state, as errors of tablets have them. */
function described({ message, errno, state }: VtError): string {
  const isTold = errno === undefined || message.includes(`(errno ${errno})`);
  return isTold ? message : `${message} (errno ${errno}) (sqlstate ${state ?? 'HY000'})`;
}

export async function completed(
  { session, signal, counts }: StepContext,
  row: MigrationRow,
  message = '',
): Promise<void> {
  await setStatus(session, row.uuid, 'complete', signal, message);
  counts.successful++;
}

export async function fail(
  { session, signal, parts, counts }: StepContext,
  row: MigrationRow,
  message: string,
): Promise<void> {
  parts.log.warn({ migration: row.uuid, problem: message }, 'migration failed');
  await parts.streams.remove(row.uuid, signal);
  await setStatus(session, row.uuid, 'failed', signal, message);
  counts.failed++;
}

/** A migration of the same context that has done the same. */
async function doneBefore({ session, signal }: StepContext, row: MigrationRow): Promise<string | undefined> {
  if (row.context === '' || row.action === 'revert') return undefined;
  const where = sql`migration_status = 'complete' AND migration_context = ${row.context} AND migration_statement = ${row.statement} AND migration_uuid != ${row.uuid}`;
  return (await readMigrations(session, where, signal))[0]?.uuid;
}

async function act(context: StepContext, row: MigrationRow): Promise<Outcome> {
  const { session, signal } = context;
  const given = parse(row.statement, { flavor: flavorOf(context) });
  const statement = await declared(context, row, given);
  if (statement === undefined) return 'done';
  // What is undone by us was done by us, whatever the strategy is now.
  if (row.setting.strategy === 'mysql' && statement.kind !== 'RevertMigration') {
    await withSqlMode(context, row, () => session.execute(print(statement), signal));
    return 'done';
  }
  return await actOn(context, row, statement);
}

async function actOn(context: StepContext, row: MigrationRow, statement: Statement): Promise<Outcome> {
  switch (statement.kind) {
    case 'RevertMigration':
      return await revert(context, row);
    case 'AlterTable':
      return await alterTable(context, row, statement);
    case 'CreateTable':
      await createTable(context, row, statement);
      return 'done';
    case 'DropTable':
    case 'DropView':
      await dropTable(context, row, statement);
      return 'done';
    default:
      await changeView(context, row, statement);
      return 'done';
  }
}
