import type { PoolStats } from '@vt/mysql';
import type { Counter, CountersWithLabels, Histogram, Stats, TimingRecorder, Timings } from '@vt/servenv';
import type { TableAccessStats } from './acl/table-access.ts';
import type { TabletConfig } from './config.ts';
import type { Pools } from './pools.ts';
import { StatementCounters } from './query/statement-counters.ts';
import type { TransactionPool } from './transaction/transaction-pool.ts';

/** What the query service counts; names are Vitess's. */
export type TabletStats = {
  readonly queries: Timings;
  /** Statements that mysqld ran. */
  readonly mysqlExec: TimingRecorder;
  readonly transactions: Timings;
  /** Rows of each statement. */
  readonly results: Histogram;
  readonly userTransactions: CountersWithLabels;
  readonly userTransactionTimes: CountersWithLabels;
  /** How long connections were reserved, by their end. */
  readonly reservations: Timings;
  readonly userReservations: CountersWithLabels;
  readonly userReservationTimes: CountersWithLabels;
  /** Prepared transactions that could not be committed, or prepared again; `Retryable` where trying again may do. */
  readonly preparedFailed: { readonly commit: CountersWithLabels; readonly redo: CountersWithLabels };
  readonly errors: CountersWithLabels;
  readonly kills: CountersWithLabels;
  readonly warnings: CountersWithLabels;
  /** Of one plan, for those who count each statement. */
  planQueries(plan: string): TimingRecorder;
  readonly statements: StatementCounters;
  readonly tableAcl: TableAccessStats;
  readonly hotRowsRefused: CountersWithLabels;
  /** Reads that shared their connection with others in flight. */
  readonly pipelinedReads: Counter;
  readonly transactionsLimited: CountersWithLabels;
  /** What should not happen, by kind. */
  readonly internalErrors: CountersWithLabels;
  /** How long statements waited for others, by what for. */
  readonly waits: Timings;
  readonly schemaReload: TimingRecorder;
};

/** Vitess's kinds, which show 0 from the start. Of these Panic, Schema and the two of 2PC happen here. */
const INTERNAL_ERRORS = [
  'HungQuery',
  'Messages',
  'Panic',
  'Schema',
  'StrayTransactions',
  'Task',
  'TwopcCommit',
  'TwopcOpen',
  'TwopcResurrection',
  'WatchdogFail',
];

/** Values by plan, made when they are first asked for. */
function byPlan<T>(make: (plan: string) => T): (plan: string) => T {
  const known = new Map<string, T>();
  return (plan) => {
    const found = known.get(plan);
    if (found !== undefined) return found;
    const made = make(plan);
    known.set(plan, made);
    return made;
  };
}

const RESULT_ROWS = [0, 1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000];
/** A quarter of an hour. */
const RATES = 180;
const RATE_MS = 5_000;

export function registerStats(stats: Stats, tabletType: () => string): TabletStats {
  const queries = stats.timings('Queries', 'time a query took in the tablet, by plan', 'plan_type');
  stats.rates('QPS', () => queries.countsBy('plan_type'), RATES, RATE_MS);
  const counters = (name: string, help: string, ...labels: string[]) => stats.countersWithLabels(name, help, labels);
  const internalErrors = counters('InternalErrors', 'what should not happen, by kind', 'type');
  for (const kind of INTERNAL_ERRORS) internalErrors.add([kind], 0);
  const acl = ['TableName', 'TableGroup', 'PlanID', 'Username'];
  return {
    queries,
    mysqlExec: stats.timings('Mysql', 'time that mysqld was waited for, by what for', 'operation').recorder(['Exec']),
    transactions: stats.timings('Transactions', 'how long transactions lived, by their end', 'operation'),
    results: stats.histogram('Results', 'rows that statements returned', RESULT_ROWS),
    userTransactions: counters('UserTransactionCount', 'transactions, by caller and end', 'CallerID', 'Conclusion'),
    userTransactionTimes: counters(
      'UserTransactionTimesNs',
      'nanoseconds of transactions, by caller and end',
      'CallerID',
      'Conclusion',
    ),
    reservations: stats.timings('ReservedConnections', 'how long connections were reserved, by their end', 'operation'),
    userReservations: counters('UserReservedCount', 'reserved connections that ended, by caller', 'CallerID'),
    userReservationTimes: counters(
      'UserReservedTimesNs',
      'nanoseconds that connections were reserved, by caller',
      'CallerID',
    ),
    preparedFailed: {
      commit: counters('CommitPreparedFail', 'prepared transactions that could not be committed', 'FailureType'),
      redo: counters('RedoPreparedFail', 'prepared transactions that could not be prepared again', 'FailureType'),
    },
    errors: stats.countersWithLabels('Errors', 'errors by vtrpc code', ['error_code']),
    kills: stats.countersWithLabels('Kills', 'connections and queries killed, and why', ['query_type']),
    warnings: stats.countersWithLabels('Warnings', 'warnings, by kind', ['type']),
    planQueries: byPlan((plan) => queries.recorder([plan])),
    statements: new StatementCounters(stats, tabletType),
    tableAcl: {
      allowed: counters('TableACLAllowed', 'statements that the table ACL allowed', ...acl),
      denied: counters('TableACLDenied', 'statements that the table ACL refused', ...acl),
      pseudoDenied: counters('TableACLPseudoDenied', 'statements that the table ACL would have refused', ...acl),
    },
    hotRowsRefused: counters('TxSerializerQueueExceeded', 'statements that found too many for their row', 'table_name'),
    pipelinedReads: stats.counter(
      'PipelinedReads',
      'reads by key that were sent together with others over one connection',
    ),
    transactionsLimited: counters('TransactionsLimited', 'transactions refused as their caller has too many', 'caller'),
    internalErrors,
    waits: stats.timings('Waits', 'how long statements waited for others, by what for', 'type'),
    schemaReload: stats.timings('SchemaReload', 'time that reading the schema took', 'type').recorder(['SchemaReload']),
  };
}

const vitessNames = {
  oltp: 'Conn',
  stream: 'StreamConn',
  tx: 'Transaction',
  foundRows: 'FoundRows',
  dba: 'DbaConn',
} as const satisfies Record<keyof Pools, string>;

const figures = {
  Active: (s) => s.active,
  Available: (s) => s.available,
  Capacity: (s) => s.capacity,
  DiffSetting: (s) => s.diffSettingsCount,
  Exhausted: (s) => s.exhausted,
  Get: (s) => s.getCount,
  GetSetting: (s) => s.getSettingsCount,
  IdleAllowed: (s) => s.capacity,
  IdleClosed: (s) => s.idleClosed,
  IdleTimeout: (s) => s.idleTimeoutNs,
  InUse: (s) => s.inUse,
  MaxCap: (s) => s.capacity,
  MaxLifetimeClosed: (s) => s.lifetimeClosed,
  ResetSetting: (s) => s.resetSettingsCount,
  WaitCount: (s) => s.waitCount,
  WaitTime: (s) => s.waitTimeNs,
  // Those who found as many waiting as may.
  WaiterCapRejected: (s) => s.exhausted,
  Waiters: (s) => s.waiters,
} as const satisfies Record<string, (stats: PoolStats) => number>;

/** Figures that only go up. */
const counted: ReadonlySet<string> = new Set<keyof typeof figures>([
  'DiffSetting',
  'Exhausted',
  'Get',
  'GetSetting',
  'IdleClosed',
  'MaxLifetimeClosed',
  'ResetSetting',
  'WaitCount',
  'WaitTime',
  'WaiterCapRejected',
]);

/** `ConnPoolCapacity`, `TransactionPoolInUse` and so on, read when they are asked for. */
export function registerPoolStats(stats: Stats, pools: () => Pools | undefined): void {
  for (const [pool, name] of Object.entries(vitessNames) as [keyof Pools, string][]) {
    for (const [figure, read] of Object.entries(figures)) {
      const value = () => {
        const open = pools();
        return open ? read(open[pool].stats()) : 0;
      };
      const [full, help] = [`${name}Pool${figure}`, `${figure} of the ${name} pool`];
      if (counted.has(figure)) stats.counterFunc(full, help, value);
      else stats.gaugeFunc(full, help, value);
    }
  }
}

/** Connections that clients have to themselves now, by caller. */
export function registerReservedStats(stats: Stats, transactions: () => TransactionPool | undefined): void {
  const help = 'connections that are reserved, by caller';
  stats.gaugesFunc('UserActiveReservedCount', help, ['CallerID'], () =>
    [...(transactions()?.reservedByUser() ?? [])].map(([user, count]) => [[user], count] as const),
  );
}

const NS_OF_MS = 1e6;

/** Limits under Vitess's names, as they are now. Times are nanoseconds. */
export function publishSettings(stats: Stats, config: TabletConfig): void {
  stats.gaugeFunc('MaxResultSize', 'rows that a statement may return', () => config.resultRowsMax);
  stats.gaugeFunc('WarnResultSize', 'rows from which on a statement is warned of', () => config.resultRowsWarn);
  stats.gaugeFunc('QueryTimeout', 'how long a statement may take', () => config.queryTimeoutMs * NS_OF_MS);
  stats.gaugeFunc(
    'TransactionTimeout',
    'how long a transaction may take',
    () => config.transactionTimeoutMs * NS_OF_MS,
  );
  stats.gaugeFunc(
    'OlapTransactionTimeout',
    'how long a transaction of workload OLAP may take',
    () => config.olapTransactionTimeoutMs * NS_OF_MS,
  );
  stats.gaugeFunc(
    'SchemaReloadTime',
    'how often the schema is read without a cause',
    () => config.schemaReloadMs * NS_OF_MS,
  );
}
