import { VtError } from '@vt/base';
import { formatDdlStrategy, isMigrationContext, parseDdlStrategy } from '@vt/migration';
import { isMariadbVersion } from '@vt/mysql';
import { type BindValue, Type } from '@vt/sqltypes';
import type { StatementRun } from '../../executor/statement.ts';
import type { TransactionMode, Workload } from '../../session/session.ts';
import { textOf } from './evaluate.ts';

type Setter = (run: StatementRun, value: BindValue, name: string) => void | Promise<void>;

const WORKLOADS: Readonly<Record<string, Workload>> = { DBA: 'DBA', OLAP: 'OLAP', OLTP: 'OLTP', UNSPECIFIED: 'OLTP' };
const MODES: Readonly<Record<string, TransactionMode>> = { MULTI: 'MULTI', SINGLE: 'SINGLE', TWOPC: 'TWOPC' };

function setLastInsertId({ session }: StatementRun, value: BindValue, name: string): void {
  session.lastInsertId = integer(value, name);
}

const noEffect: Setter = ({ session, deps }, _value, name) => {
  session.warn(1235, `Ignored set of '${name}': it has no effect here`);
  deps.stats.warned?.('IgnoredSet');
};

/** What setting each of the gate's own variables does. */
export const awareSetters: Readonly<Record<string, Setter>> = {
  async autocommit({ session, deps, signal }, value, name) {
    const on = boolean(value, name);
    // As MySQL: switching it on ends the transaction that is open.
    if (on && !session.autocommit && session.inTransaction) await deps.transactions.commit(session, signal);
    session.autocommit = on;
  },
  client_found_rows({ session }, value, name) {
    session.clientFoundRows = boolean(value, name);
  },
  ddl_strategy({ session }, value) {
    session.ddlStrategy = strategy(textOf(value).trim());
  },
  enable_system_settings: noEffect,
  identity: setLastInsertId,
  last_insert_id: setLastInsertId,
  migration_context({ session }, value) {
    const context = textOf(value);
    if (!isMigrationContext(context)) {
      throw new VtError({ code: 'INVALID_ARGUMENT', message: `Invalid migration_context: ${context}` });
    }
    session.migrationContext = context;
  },
  query_timeout({ session }, value, name) {
    session.queryTimeoutMs = Number(integer(value, name));
  },
  read_after_write(run, value, name) {
    const { session } = run;
    const mode = textOf(value).toLowerCase();
    if (mode !== 'session' && mode !== 'off' && mode !== '') throw VtError.of('VT03009', name, textOf(value));
    session.readAfterWrite.mode = mode === 'session' ? 'session' : 'off';
    trackOwnGtids(run);
  },
  read_after_write_gtid({ session }, value) {
    session.readAfterWrite.gtid = textOf(value).replace(/\s+/g, '');
  },
  read_after_write_timeout({ session }, value, name) {
    session.readAfterWrite.timeoutMs = Math.round(seconds(value, name) * 1000);
  },
  scratch_reads({ session }, value, name) {
    session.scratchReads = boolean(value, name);
  },
  session_track_gtids(run, value, name) {
    const { session } = run;
    const mode = textOf(value).toLowerCase();
    if (!/^(?:off|0|own_gtid|1)$/.test(mode)) throw VtError.of('VT03009', name, textOf(value));
    session.readAfterWrite.tracksGtids = mode === 'own_gtid' || mode === '1';
    trackOwnGtids(run);
  },
  session_uuid: noEffect,
  skip_query_plan_cache({ session }, value, name) {
    session.skipPlanCache = boolean(value, name);
  },
  sql_select_limit({ session }, value, name) {
    const limit = integer(value, name);
    session.selectLimit = limit >= 2n ** 63n ? undefined : limit;
  },
  transaction_mode({ session }, value, name) {
    const mode = MODES[textOf(value).toUpperCase()];
    if (!mode) throw VtError.of('VT03009', name, textOf(value));
    session.transactionMode = mode;
  },
  transaction_timeout({ session }, value, name) {
    session.transactionTimeoutMs = Number(integer(value, name));
  },
  workload({ session }, value, name) {
    const workload = WORKLOADS[textOf(value).toUpperCase()];
    if (!workload) throw VtError.of('VT03009', name, textOf(value));
    session.workload = workload;
  },
};

function strategy(text: string): string {
  try {
    return formatDdlStrategy(parseDdlStrategy(text));
  } catch (error) {
    if (!(error instanceof VtError)) throw error;
    throw wrongValue(`invalid DDL strategy: ${text} (${error.message})`);
  }
}

function wrongValue(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1231, state: '42000', message });
}

/** MySQL's mysqlds tell the GTIDs of their commits where they are asked to; MariaDB's position is asked for when it is needed. */
function trackOwnGtids({ session: { settings, readAfterWrite }, deps }: StatementRun): void {
  if (readAfterWrite.watchesWrites && !isMariadbVersion(deps.options.serverVersion))
    settings.set('session_track_gtids', "'OWN_GTID'");
  else settings.delete('session_track_gtids');
}

function seconds(value: BindValue, name: string): number {
  const text = textOf(value);
  if (!/^\d{1,9}(?:\.\d+)?$/.test(text)) throw VtError.of('VT03009', name, text);
  return Number(text);
}

export function boolean(value: BindValue, name: string): boolean {
  const text = textOf(value).toUpperCase();
  if (text === '1' || text === 'ON' || text === 'TRUE') return true;
  if (text === '0' || text === 'OFF' || text === 'FALSE') return false;
  throw cannotBe(name, value.type === Type.NULL_TYPE ? 'NULL' : textOf(value));
}

/** As MySQL says it of a value that a variable does not take. */
export function cannotBe(name: string, value: string): VtError {
  return wrongValue(`Variable '${name}' can't be set to the value of '${value}'`);
}

function integer(value: BindValue, name: string): bigint {
  const text = textOf(value);
  if (!/^\d{1,20}$/.test(text)) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1232,
      state: '42000',
      message: `Incorrect argument type to variable '${name}'`,
    });
  }
  return BigInt(text);
}
