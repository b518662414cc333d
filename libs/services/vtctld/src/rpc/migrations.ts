import { VtError } from '@vt/base';
import { isMigrationId } from '@vt/migration';
import type { Message } from '@vt/proto';
import type { Context, Handler } from '../context.ts';
import { migrationColumns, migrationsOf } from '../schema/migration-message.ts';
import { changeMigrations, onPrimaries } from '../schema/migrations.ts';
import { durationMs } from '../shard-tablets.ts';

type Request = {
  readonly keyspace: string;
  readonly uuid: string;
  readonly caller_id: Message<'vtrpc.CallerID'> | null;
};

/** ALTER VITESS_MIGRATION of one migration, or of all. */
async function alter(action: string, request: Request, context: Context, signal: AbortSignal) {
  const { keyspace, uuid, caller_id } = request;
  const isAll = uuid === 'all';
  if (!isAll) checkId(uuid);
  const sql = isAll ? `alter vitess_migration ${action} all` : `alter vitess_migration '${uuid}' ${action}`;
  return { rows_affected_by_shard: await changeMigrations(context, keyspace, sql, caller_id, signal) };
}

function checkId(uuid: string): void {
  if (isMigrationId(uuid)) return;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `${uuid} is not a valid UUID` });
}

export const cancelSchemaMigration: Handler<'CancelSchemaMigration'> = (request, context, signal) =>
  alter('cancel', request, context, signal);
export const cleanupSchemaMigration: Handler<'CleanupSchemaMigration'> = (request, context, signal) =>
  alter('cleanup', request, context, signal);
export const completeSchemaMigration: Handler<'CompleteSchemaMigration'> = (request, context, signal) =>
  alter('complete', request, context, signal);
export const forceCutOverSchemaMigration: Handler<'ForceCutOverSchemaMigration'> = (request, context, signal) =>
  alter('force_cutover', request, context, signal);
export const launchSchemaMigration: Handler<'LaunchSchemaMigration'> = (request, context, signal) =>
  alter('launch', request, context, signal);
export const retrySchemaMigration: Handler<'RetrySchemaMigration'> = (request, context, signal) =>
  alter('retry', request, context, signal);

export const getSchemaMigrations: Handler<'GetSchemaMigrations'> = async (request, context, signal) => {
  const { keyspace, order, limit, skip } = request;
  const direction = order === 'DESCENDING' ? 'DESC' : 'ASC';
  const page = limit > 0n || skip > 0n ? ` LIMIT ${skip}, ${limit > 0n ? limit : 1_000_000n}` : '';
  const sql = `SELECT ${migrationColumns} FROM _vt.schema_migrations WHERE ${filterOf(request)} ORDER BY id ${direction}${page}`;
  const answers = await onPrimaries(context, keyspace, sql, null, signal);
  return { migrations: [...answers.values()].flatMap(migrationsOf) };
};

const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** An id makes the other filters void; of those there is one at most. */
function filterOf(request: Message<'vtctldata.GetSchemaMigrationsRequest'>): string {
  const { uuid, migration_context, status, recent } = request;
  if (uuid !== '') {
    checkId(uuid);
    return `migration_uuid = ${literal(uuid)}`;
  }
  const recentS = recent ? Math.floor(durationMs(recent, 0) / 1000) : 0;
  const filters = [
    migration_context === '' ? '' : `migration_context = ${literal(migration_context)}`,
    status === 'UNKNOWN' ? '' : `migration_status = ${literal(String(status).toLowerCase())}`,
    recentS === 0 ? '' : `requested_timestamp > NOW() - INTERVAL ${recentS} SECOND`,
  ].filter((filter) => filter !== '');
  if (filters.length <= 1) return filters[0] ?? '1 = 1';
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: 'migration context, status and recent cannot be used together',
  });
}
