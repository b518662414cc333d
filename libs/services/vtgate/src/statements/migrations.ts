import { randomUUID } from 'node:crypto';
import { VtError } from '@vt/base';
import {
  type Change,
  changesOf,
  commentedStatement,
  type DdlStrategySetting,
  isManaged,
  migrationId,
  migrationsQuery,
  parseDdlStrategy,
} from '@vt/migration';
import { parse, type Show, SqlError, type Statement } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import { allShards, findKeyspace, type KeyspaceSchema } from '@vt/vschema';
import { asVtError } from '../executor/errors/sql-error.ts';
import { currentKeyspace } from '../executor/place.ts';
import { sendText } from '../executor/send.ts';
import { answerRows } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';

/** How the session makes schema changes. @throws INVALID_ARGUMENT where that way is switched off. */
export function strategyOf({ session, deps }: StatementRun): DdlStrategySetting {
  const setting = parseDdlStrategy(session.ddlStrategy);
  const { onlineDdl = true, directDdl = true } = deps.options;
  if (isManaged(setting) && !onlineDdl) throw disabled('online DDL is disabled');
  if (!isManaged(setting) && !directDdl) throw disabled('direct DDL is disabled');
  return setting;
}

function disabled(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}

/** The migrations that a statement of the session is under a strategy; undefined: it is run directly. */
export function changesUnder(
  { session, deps }: StatementRun,
  setting: DdlStrategySetting,
  sql: string,
): readonly Change[] | undefined {
  if (!isManaged(setting)) return undefined;
  try {
    return changesOf(parseAsServer(sql, session.sqlModeNames, deps.options.serverVersion), setting);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(error);
  }
}

/** Hands schema changes to the shards' primaries, and answers with their ids. */
export async function submitChanges(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  setting: DdlStrategySetting,
  changes: readonly Change[],
): Promise<void> {
  const { session, sink } = run;
  const context = session.migrationContext || `vtgate:${session.uuid.replaceAll('-', '_')}`;
  const uuids: string[] = [];
  for (const change of changes) {
    const uuid = migrationId(randomUUID());
    await toAll(run, keyspace, commentedStatement({ uuid, context, ...change, strategy: setting }));
    uuids.push(uuid);
  }
  answerRows(
    sink,
    [{ name: 'uuid' }],
    uuids.map((uuid) => [uuid]),
  );
}

async function toAll(run: StatementRun, keyspace: KeyspaceSchema, sql: string): Promise<void> {
  const answer = collectResult();
  const options = { ddl: true, write: true, sink: answer };
  await sendText(run, keyspace.name, run.session.target.destination ?? allShards, sql, options);
  await answer.result;
}

/** REVERT VITESS_MIGRATION 'uuid', which is a migration itself. Under the strategy direct it is one of vitess. */
export const revertMigration: StatementHandler = async (run) => {
  const given = strategyOf(run);
  const setting = isManaged(given) ? given : parseDdlStrategy('vitess');
  checkPrimary(run, 'REVERT');
  const statement: Statement = parse(run.sql);
  await submitChanges(run, currentKeyspace(run), setting, [{ table: '', statement }]);
};

/** ALTER VITESS_MIGRATION: each shard's primary does it. */
export const alterMigration: StatementHandler = async (run) => {
  strategyOf(run);
  const keyspace = currentKeyspace(run);
  checkPrimary(run, 'ALTER');
  await sendText(run, keyspace.name, run.session.target.destination ?? allShards, run.sql, { ddl: true, write: true });
};

/** SHOW VITESS_MIGRATIONS [FROM keyspace] [LIKE | WHERE]: rows of all shards. */
export const showMigrations: StatementHandler = async (run) => {
  const show = parse(run.sql) as Show;
  const keyspace = primaryKeyspace(run, show.database);
  await sendText(run, keyspace.name, run.session.target.destination ?? allShards, migrationsQuery(show));
};

/** SHOW VITESS_MIGRATION 'uuid' LOGS */
export const showMigrationLogs: StatementHandler = async (run) => {
  const keyspace = primaryKeyspace(run, '');
  await sendText(run, keyspace.name, run.session.target.destination ?? allShards, run.sql);
};

function primaryKeyspace(run: StatementRun, name: string): KeyspaceSchema {
  checkPrimary(run, 'SHOW');
  return name === '' ? currentKeyspace(run) : findKeyspace(run.deps.vschema(), name);
}

function checkPrimary({ session }: StatementRun, verb: string): void {
  if (session.target.tabletType !== 'PRIMARY') throw VtError.of('VT09006', verb);
}
