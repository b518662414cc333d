import type { FailoverBuffer, HealthCheck } from '@vt/discovery';
import type { MysqlServer } from '@vt/mysql';
import type { Stats } from '@vt/servenv';
import { bufferStats, healthStats } from './discovery-stats.ts';
import type { ApiCall, CountedPlan, ExecutorStats } from './executor/deps.ts';
import type { PlanCache } from './executor/plans/plan-cache.ts';
import type { FastPath } from './fast/fast-path.ts';

type CommitStats = {
  readonly committed: (mode: string, ms: number) => void;
  readonly unresolved: () => void;
  readonly freshRead: (outcome: string) => void;
};

const RATES = 15;
const RATE_MS = 60_000;

/** The executor's counters under Vitess's names. @param rowsWarn results of more rows than this are counted as warnings */
export function executorStats(
  stats: Stats,
  rowsWarn = Number.POSITIVE_INFINITY,
): ExecutorStats & CommitStats & { readonly planHits: { value: number }; readonly planMisses: { value: number } } {
  const api = stats.timings('VtgateApi', 'calls of clients', 'Operation', 'Keyspace', 'DbType');
  const errors = stats.countersWithLabels('VtgateApiErrorCounts', 'calls that failed', [
    'Operation',
    'Keyspace',
    'DbType',
    'Code',
  ]);
  const place = ['Operation', 'Keyspace', 'DbType'];
  const returned = stats.countersWithLabels('VtgateApiRowsReturned', 'rows that clients got', place);
  const affected = stats.countersWithLabels('VtgateApiRowsAffected', 'rows that clients changed', place);
  for (const label of place) {
    stats.rates(`QPSBy${label}`, () => api.countsBy(label), RATES, RATE_MS);
    stats.rates(`ErrorsBy${label}`, () => errors.countsBy(label), RATES, RATE_MS);
  }
  stats.rates('ErrorsByCode', () => errors.countsBy('Code'), RATES, RATE_MS);
  const executions = stats.countersWithLabels('QueryExecutions', 'planned statements that ran', [
    'Query',
    'Plan',
    'Tablet',
  ]);
  const routes = stats.countersWithLabels('QueryRoutes', 'statements that shards got', ['Query', 'Plan', 'Tablet']);
  const tables = stats.countersWithLabels('QueryExecutionsByTable', 'planned statements that ran, by their tables', [
    'Query',
    'Table',
  ]);
  const warnings = stats.countersWithLabels('VtGateWarnings', 'what clients were warned of', ['type']);
  const exceeded = stats.counter('ExceedMemoryRows', 'statements that held more rows than memory may have');
  const partial = stats.counter(
    'PartialSuccessScatterQueries',
    'reads of several shards that went without those that failed',
  );
  const tableCells = ({ statement, tablesUsed }: CountedPlan) =>
    tablesUsed.map((table) => tables.cell([statement, table]));
  const planHits = stats.counter('QueryPlanCacheHits', 'statements whose plan was there');
  const planMisses = stats.counter('QueryPlanCacheMisses', 'statements that had to be planned');
  const scratch = stats.countersWithLabels('ScratchReads', 'reads that a scratch server answered', ['Reason']);
  const mirrored = stats.countersWithLabels(
    'MirroredReads',
    'reads that mirror rules had copied, by what became of the copy',
    ['Outcome'],
  );
  const commits = stats.timings('CommitModeTimings', 'commits by how many shards they are of', 'Mode');
  const processed = stats.countersWithLabels('TransactionsProcessed', 'transactions that ended', ['Shard', 'Type']);
  const unresolved = stats.counter('CommitUnresolved', 'atomic commits that were left to the resolver');
  const fresh = stats.countersWithLabels('ReadAfterWrite', 'reads that had to see certain writes, by who answered', [
    'Outcome',
  ]);
  return {
    freshRead: (outcome) => fresh.add([outcome]),
    committed(mode, ms) {
      commits.record([mode], ms);
      processed.add([mode === 'Single' ? 'Single' : 'Cross', 'Commit']);
    },
    unresolved: () => unresolved.add(),
    planHits,
    planMisses,
    apiCall({ operation, keyspace, dbType }, ms, error, rowsReturned = 0, rowsAffected = 0) {
      const labels = [operation, keyspace, dbType];
      api.record(labels, ms);
      if (error) errors.add([...labels, error]);
      if (rowsReturned > 0) returned.add(labels, rowsReturned);
      if (rowsReturned > rowsWarn) warnings.add(['ResultsExceeded']);
      if (rowsAffected > 0) affected.add(labels, rowsAffected);
    },
    scratch: (reason) => scratch.add([reason]),
    warned: (type) => warnings.add([type]),
    mirrored: (outcome) => mirrored.add([outcome]),
    memoryExceeded: () => exceeded.add(),
    partialScatter: () => partial.add(),
    apiTimer({ operation, keyspace, dbType }: ApiCall) {
      const labels = [operation, keyspace, dbType];
      const recorder = api.recorder(labels);
      const [back, changed] = [returned.cell(labels), affected.cell(labels)];
      return (ms, rowsReturned, rowsAffected) => {
        recorder.record(ms);
        back.value += rowsReturned;
        if (rowsReturned > rowsWarn) warnings.add(['ResultsExceeded']);
        changed.value += rowsAffected;
      };
    },
    queryCounter(plan) {
      const { statement, type, tabletType } = plan;
      const executed = executions.cell([statement, type, tabletType]);
      const routed = routes.cell([statement, type, tabletType]);
      const used = tableCells(plan);
      return () => {
        executed.value++;
        routed.value++;
        for (let i = 0; i < used.length; i++) (used[i] as { value: number }).value++;
      };
    },
    planCache: (event) => (event === 'hit' ? planHits : planMisses).add(),
    queryExecuted(plan, shardQueries) {
      const { statement, type, tabletType } = plan;
      for (const cell of tableCells(plan)) cell.value++;
      executions.add([statement, type, tabletType]);
      routes.add([statement, type, tabletType], shardQueries);
    },
  };
}

export function publishState(
  stats: Stats,
  health: HealthCheck,
  plans: PlanCache,
  { cache: fast, prepared }: Pick<FastPath, 'cache' | 'prepared'>,
  server: Pick<MysqlServer<unknown>, 'connectionCount' | 'counters'> | undefined,
  buffer?: FailoverBuffer,
): void {
  if (buffer) bufferStats(stats, buffer);
  healthStats(stats, health);
  stats.gaugesFunc(
    'HealthcheckConnections',
    'tablets whose health is watched',
    ['Keyspace', 'ShardName', 'TabletType'],
    () => countTablets(health),
  );
  stats.gaugeFunc('QueryPlanCacheLength', 'plans kept', () => plans.length + fast.length + prepared.length);
  stats.gaugeFunc('QueryPlanCacheSize', 'bytes of plans kept', () => plans.bytes + fast.bytes + prepared.bytes);
  stats.gaugeFunc('QueryPlanCacheCapacity', 'bytes of plans that may be kept', () => 2 * plans.bytesMax);
  stats.counterFunc('QueryPlanCacheEvictions', 'plans that had to go', () => plans.evictions + fast.evictions);
  if (!server) return;
  stats.gaugeFunc('MysqlServerConnCount', 'client connections', () => server.connectionCount);
  stats.counterFunc('MysqlServerConnAccepted', 'client connections accepted', () => server.counters.accepted);
  stats.counterFunc('MysqlServerConnRefused', 'client connections refused', () => server.counters.refused);
}

function* countTablets(health: HealthCheck): Iterable<readonly [readonly string[], number]> {
  const counts = new Map<string, { readonly labels: readonly string[]; count: number }>();
  for (const { target, serving } of health.all()) {
    const labels = [target.keyspace, target.shard, target.tabletType.toLowerCase()];
    const entry = counts.get(labels.join('.')) ?? { labels, count: 0 };
    if (serving) entry.count++;
    counts.set(labels.join('.'), entry);
  }
  for (const { labels, count } of counts.values()) yield [labels, count];
}
