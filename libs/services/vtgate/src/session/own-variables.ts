import { isMariadbVersion } from '@vt/mysql';
import type { ExecutorOptions } from '../executor/deps.ts';
import type { Session } from './session.ts';

export type OwnValue = string | bigint | boolean | null;

const UNLIMITED = 18446744073709551615n;

type Read = (session: Session, options: ExecutorOptions) => OwnValue | undefined;

const readers: Readonly<Record<string, Read>> = {
  autocommit: (session) => session.autocommit,
  client_found_rows: (session) => session.clientFoundRows,
  character_set_client: ({ clientCharset }) =>
    /^(?:utf8mb|ascii$|binary$)/.test(clientCharset) ? undefined : clientCharset,
  character_set_results: (session) => session.resultCharset || undefined,
  ddl_strategy: (session) => session.ddlStrategy,
  enable_system_settings: () => true,
  error_count: (session) => BigInt(session.previousWarnings.filter(({ level }) => level === 'Error').length),
  identity: (session) => session.lastInsertId,
  // Of MariaDB. A transaction begins on a server with its first statement there.
  in_transaction: ({ inTransaction }, { serverVersion }) =>
    isMariadbVersion(serverVersion) ? BigInt(inTransaction) : undefined,
  insert_id: () => 0n,
  last_insert_id: (session) => session.lastInsertId,
  local_infile: (_session, options) => options.localInfile,
  migration_context: (session) => session.migrationContext,
  query_timeout: (session) => BigInt(session.queryTimeoutMs),
  read_after_write: (session) => session.readAfterWrite.mode,
  read_after_write_gtid: (session) => session.readAfterWrite.gtid,
  read_after_write_timeout: (session) => String(session.readAfterWrite.timeoutMs / 1000),
  scratch_reads: (session) => session.scratchReads,
  session_track_gtids: (session) => (session.readAfterWrite.tracksGtids ? 'OWN_GTID' : 'OFF'),
  session_uuid: (session) => session.uuid,
  skip_query_plan_cache: (session) => session.skipPlanCache,
  // A mysqld's own would lead clients past the gate: some turn to the socket that a server on their host tells.
  socket: (_session, options) => options.socketPath ?? '',
  sql_mode: ({ ignoresSpace, settings, shownSqlMode }) =>
    ignoresSpace && !settings.has('sql_mode') ? shownSqlMode : undefined,
  sql_select_limit: (session) => session.selectLimit ?? UNLIMITED,
  transaction_mode: (session) => session.transactionMode,
  transaction_timeout: (session) => BigInt(session.transactionTimeoutMs),
  version: (_session, options) => options.serverVersion,
  version_comment: (_session, options) => options.versionComment,
  warning_count: (session) => BigInt(session.previousWarnings.length),
  workload: (session) => session.workload,
};

/** They have no value of a session's: @@global says the same. */
export const globalOnly: ReadonlySet<string> = new Set(['local_infile', 'socket', 'version', 'version_comment']);

/** The value of a system variable that the gate answers for; undefined: a mysqld knows. */
export function ownVariable(name: string, session: Session, options: ExecutorOptions): OwnValue | undefined {
  const lower = name.toLowerCase();
  const shown = session.shownVariables.get(lower);
  if (shown !== undefined) return /^\d+$/.test(shown) ? BigInt(shown) : shown.replace(/^'(.*)'$/s, '$1');
  return readers[lower]?.(session, options);
}
