import {
  type FailoverBuffer,
  type HealthCheck,
  type HealthListener,
  NOT_SERVING,
  type TabletHealth,
} from '@vt/discovery';
import { type CallState, type TabletCallError, type TabletRequest, tabletRequest } from '@vt/proto';
import { Stats } from '@vt/servenv';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { describe, expect, it } from 'vitest';
import { bufferStats, healthStats, vschemaStats, watcherStats } from './discovery-stats.ts';
import { CallStats } from './gateway/call-stats.ts';
import { executorStats } from './stats.ts';
import { vstreamStats } from './vstream/stats.ts';

const plan = { statement: 'SELECT', type: 'Passthrough', tabletType: 'PRIMARY', tablesUsed: ['k.t', 'k.u'] };
const call = { operation: 'Execute', keyspace: 'k', dbType: 'primary' };

describe('executorStats', () => {
  it('counts the rows of both roads in the same place', () => {
    const stats = new Stats('vtgate');
    const counters = executorStats(stats);
    counters.apiCall(call, 1, undefined, 3, 0);
    counters.apiCall(call, 1, undefined, 0, 2);
    counters.apiTimer?.(call)(1, 4, 5);
    expect(stats.vars()).toMatchObject({
      VtgateApiRowsReturned: { 'Execute.k.primary': 7 },
      VtgateApiRowsAffected: { 'Execute.k.primary': 7 },
      VtgateApi: { TotalCount: 3 },
    });
  });

  it('counts a statement once for each of its tables', async () => {
    const stats = new Stats('vtgate');
    const counters = executorStats(stats);
    counters.queryExecuted(plan, 2);
    counters.queryCounter?.(plan)();
    expect(stats.vars()['QueryExecutionsByTable']).toEqual({ 'SELECT.k_t': 2, 'SELECT.k_u': 2 });
    expect(await stats.metrics()).toContain('vtgate_query_executions_by_table{query="SELECT",table="k.t"} 2');
  });

  it('counts results that are larger than a number of rows, on both roads', () => {
    const stats = new Stats('vtgate');
    const counters = executorStats(stats, 10);
    for (const rows of [10, 11]) {
      counters.apiCall(call, 1, undefined, rows, 0);
      counters.apiTimer?.(call)(1, rows, 0);
    }
    expect(stats.vars()['VtGateWarnings']).toEqual({ ResultsExceeded: 2 });
  });

  it('counts what clients are warned of, and what they did not get', () => {
    const stats = new Stats('vtgate');
    const counters = executorStats(stats);
    counters.warned?.('IgnoredSet');
    counters.memoryExceeded?.();
    counters.partialScatter?.();
    expect(stats.vars()).toMatchObject({
      VtGateWarnings: { IgnoredSet: 1 },
      ExceedMemoryRows: 1,
      PartialSuccessScatterQueries: 1,
    });
  });
});

describe('CallStats', () => {
  const request = (input: Partial<TabletRequest>) =>
    tabletRequest({
      method: 'execute',
      target: { keyspace: 'k', shard: '-80', tabletType: 'REPLICA' },
      caller: undefined,
      ...input,
    } as Parameters<typeof tabletRequest>[0]);

  it('takes the time of calls with and without a promise, under the names that Vitess gives them', async () => {
    const stats = new Stats('vtgate');
    const calls = new CallStats(stats);
    calls.note(request({}), performance.now() - 2, false);
    calls.note(request({ begin: true }), performance.now(), false);
    calls.note(request({ stream: true }), performance.now(), true);
    calls.note(request({ method: 'commit' }), performance.now(), false);
    const ended: string[] = [];
    const settle = { resolve: () => ended.push('resolved'), reject: () => ended.push('rejected') };
    calls.noted(request({}), settle).resolve({} as CallState);
    calls.noted(request({}), settle).reject({} as TabletCallError);
    expect(ended).toEqual(['resolved', 'rejected']);
    const { VttabletCall: times, VttabletCallErrorCount: errors } = stats.vars();
    expect(times).toMatchObject({
      TotalCount: 6,
      Histograms: {
        'Execute.k.-80.replica': { Count: 3 },
        'BeginExecute.k.-80.replica': { Count: 1 },
        'StreamExecute.k.-80.replica': { Count: 1 },
        'Commit.k.-80.replica': { Count: 1 },
      },
    });
    expect((times as { TotalTime: number }).TotalTime).toBeGreaterThanOrEqual(2e6);
    expect(errors).toEqual({ 'StreamExecute.k.-80.replica': 1, 'Execute.k.-80.replica': 1 });
    expect(await stats.metrics()).toContain('# TYPE vtgate_vttablet_call histogram');
  });
});

describe('what is seen of tablets', () => {
  it('counts promotions and broken streams, but no tablet that left', () => {
    const stats = new Stats('vtgate');
    let tell: HealthListener = () => {};
    let listed: TabletHealth | undefined;
    healthStats(stats, {
      subscribe: (listener: HealthListener) => {
        tell = listener;
      },
      health: () => listed,
    } as unknown as HealthCheck);
    const of = (tabletType: 'PRIMARY' | 'REPLICA', error?: string) =>
      ({ alias: 'z-1', error, target: { keyspace: 'k', shard: '-80', tabletType } }) as TabletHealth;
    const say = (now: TabletHealth, before: TabletHealth | undefined, isListed = true): void => {
      listed = isListed ? now : undefined;
      tell(now, before);
    };
    const replica = of('REPLICA');
    say(replica, undefined);
    say(of('REPLICA', 'the health stream ended'), replica);
    say(of('REPLICA', NOT_SERVING), replica);
    say(of('PRIMARY'), replica);
    say(of('PRIMARY'), of('PRIMARY'));
    say(of('REPLICA', 'the tablet was removed'), replica, false);
    expect(stats.vars()).toMatchObject({
      HealthcheckErrors: { 'k.-80.replica': 1 },
      HealthcheckPrimaryPromoted: { 'k.-80': 1 },
    });
    const watcher = watcherStats(stats);
    watcher.changed('AddTablet');
    watcher.failed();
    expect(stats.vars()).toMatchObject({
      TopologyWatcherOperations: { AddTablet: 1 },
      TopologyWatcherErrors: { ListTablets: 1 },
    });
  });

  it('tells of each shard’s failovers', async () => {
    const stats = new Stats('vtgate');
    const shard = {
      keyspace: 'k',
      shard: '-80',
      starts: 2,
      buffered: 9,
      drained: 7,
      stops: new Map([['NewPrimarySeen', 1]]),
      evicted: new Map([['WindowExceeded', 2]]),
      skipped: new Map([['BufferFull', 3]]),
      durationMs: 1500,
      utilization: 12,
      lastDurationMs: 500,
      lastWaitingMax: 4,
    };
    bufferStats(stats, { waiting: 1, requestsMax: 100, shards: () => [shard] } as unknown as FailoverBuffer);
    expect(stats.vars()).toMatchObject({
      BufferFailoverDurationSumMs: { 'k.-80': 1500 },
      BufferRequestsEvicted: { 'k.-80.WindowExceeded': 2 },
      BufferRequestsSkipped: { 'k.-80.BufferFull': 3 },
      BufferUtilizationSum: { 'k.-80': 12 },
      BufferSize: 100,
    });
    expect(await stats.metrics()).toContain(
      'vtgate_buffer_stops{keyspace="k",shard_name="-80",reason="NewPrimarySeen"} 1',
    );
  });

  it('counts VSchemas, and parameters that no vindex knows', () => {
    const stats = new Stats('vtgate');
    const vindexes = { h: { type: 'hash', params: { colour: 'red' } } };
    const vschema = buildVSchema({ keyspaces: { k: { sharded: true, vindexes, tables: {} } } }, vindexRegistry());
    vschemaStats(stats, () => vschema).add('Reload');
    expect(stats.vars()).toMatchObject({ VtgateVSchemaCounts: { Reload: 1 }, VindexUnknownParameters: 1 });
  });
});

it('streams of changes tell how far they are behind, by the clock of their tablet', () => {
  const stats = new Stats('vtgate');
  const opened = vstreamStats(stats).opened('k', '-80', 'PRIMARY');
  opened.counted([{ timestamp: 100n, current_time: 107_900_000_000n }, {}]);
  expect(stats.vars()).toMatchObject({
    VStreamsEventsStreamed: { 'k.-80.PRIMARY': 2 },
    VStreamsLag: { 'k.-80.PRIMARY': 7 },
  });
  opened.counted([{}]);
  opened.counted([{ timestamp: 108n, current_time: 107_900_000_000n }]);
  expect(stats.vars()).toMatchObject({ VStreamsLag: { 'k.-80.PRIMARY': 0 } });
});
