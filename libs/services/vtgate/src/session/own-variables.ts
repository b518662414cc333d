import type { ExecutorOptions } from '../executor/deps.ts';
import type { Session } from './session.ts';

export type OwnValue = string | bigint | boolean | null;

const UNLIMITED = 18446744073709551615n;

type Read = (session: Session, options: ExecutorOptions) => OwnValue;

const readers: Readonly<Record<string, Read>> = {
  autocommit: (session) => session.autocommit,
  client_found_rows: (session) => session.clientFoundRows,
  ddl_strategy: (session) => session.ddlStrategy,
  migration_context: (session) => session.migrationContext,
  query_timeout: (session) => BigInt(session.queryTimeoutMs),
  session_uuid: (session) => session.uuid,
  skip_query_plan_cache: (session) => session.skipPlanCache,
  sql_select_limit: (session) => session.selectLimit ?? UNLIMITED,
  transaction_mode: (session) => session.transactionMode,
  transaction_read_only: (session) => session.begin.accessMode === 'READ_ONLY',
  tx_read_only: (session) => session.begin.accessMode === 'READ_ONLY',
  version: (_session, options) => options.serverVersion,
  version_comment: (_session, options) => options.versionComment,
  workload: (session) => session.workload,
};

/** The value of a system variable that the gate answers for; undefined: a mysqld knows. */
export function ownVariable(name: string, session: Session, options: ExecutorOptions): OwnValue | undefined {
  return readers[name.toLowerCase()]?.(session, options);
}
