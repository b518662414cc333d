import type { Stats } from '@vt/servenv';
import { addApplyStats } from './apply-stats.ts';
import type { Controller } from './controller.ts';
import { addCopyStats } from './copy-stats.ts';
import type { StreamFigures } from './stream-figures.ts';
import { labelsOf, type StreamsNow, streamLabels, typeOf } from './stream-labels.ts';

const RATES = 180;
const RATE_MS = 5_000;

/** What a tablet tells of the streams into it, under Vitess's names and labels. @param all the streams that there are now */
export function addStreamStats(stats: Stats, totals: StreamFigures, all: StreamsNow): void {
  stats.gaugeFunc('VReplicationStreamCount', 'streams into this tablet', () => all().length);
  stats.gaugeFunc('VReplicationLagSecondsMax', 'lag of the stream that is furthest behind', () =>
    Math.max(0, ...all().map(({ lagSeconds }) => lagSeconds)),
  );
  stats.counterFunc('VReplicationLagSecondsTotal', 'lag of all streams together', () =>
    all().reduce((sum, { lagSeconds }) => sum + lagSeconds, 0),
  );
  addPerStream(stats, all);
  addCopyStats(stats, totals, all);
  addApplyStats(stats, totals, all);
  addHeldBack(stats, totals, all);
  stats.counterFunc('VReplicationTrxQueryBatchCountTotal', 'texts of changes that all streams sent', () => {
    const { with_commit, without_commit } = totals.batches;
    return with_commit + without_commit;
  });
  stats.counterFunc('VReplicationQueryCountTotal', 'changes of rows that all streams applied', () => totals.changes);
  stats.rates('VReplicationQPS', () => new Map([['replicate', totals.changes]]), RATES, RATE_MS);
  publishTexts(stats, all);
}

function addPerStream(stats: Stats, all: StreamsNow): void {
  stats.gaugesFunc('VReplicationLagSeconds', 'lag of each stream', streamLabels, () =>
    all().map((one) => [labelsOf(one), one.lagSeconds] as const),
  );
  stats.gaugesFunc('VReplicationLag', 'lag of each stream, by its id', ['counts'], () =>
    all().map(({ row, lagSeconds }) => [[String(row.id)], lagSeconds] as const),
  );
  const heard = [...streamLabels.slice(0, -1), 'time'];
  stats.gaugesFunc('VReplicationHeartbeat', 'when each stream heard of its source last, in Unix time', heard, () =>
    all().map((one) => [labelsOf(one), one.figures.heartbeatAtS] as const),
  );
  stats.gaugesFunc(
    'VReplicationQueryCount',
    'changes of rows that each stream applied',
    [...streamLabels, 'phase'],
    () => all().map((one) => [[...labelsOf(one), 'replicate'], one.figures.changes] as const),
  );
  const errorLabels = ['workflow', 'workflow_type', 'id', 'type'];
  stats.countersFunc('VReplicationErrors', 'failures of each stream', errorLabels, () =>
    all()
      .filter(({ errors }) => errors > 0)
      .map((one) => [[one.row.workflow, typeOf(one), String(one.row.id), 'Stream Error'], one.errors] as const),
  );
  stats.countersFunc('VReplicationDDLActions', 'DDL that came to each stream', ['workflow', 'id', 'action'], () =>
    all().flatMap(({ row, figures }) =>
      [...figures.ddls].map(([action, count]) => [[row.workflow, String(row.id), action], count] as const),
    ),
  );
  const batches = [...streamLabels, 'commit_or_not'];
  stats.gaugesFunc('VReplicationTrxQueryBatchCount', 'texts of changes that each stream sent', batches, () =>
    all().flatMap((one) =>
      Object.entries(one.figures.batches).map(([which, count]) => [[...labelsOf(one), which], count] as const),
    ),
  );
}

/** Who held streams back: the throttler, asked by a part of them. */
function addHeldBack(stats: Stats, totals: StreamFigures, all: StreamsNow): void {
  const labels = ['workflow', 'id', 'throttler', 'component'];
  stats.countersFunc('VReplicationThrottledCounts', 'how often each stream was held back', labels, () =>
    all().flatMap(({ row, figures }) =>
      [...figures.throttled].map(([part, count]) => [[row.workflow, String(row.id), 'tablet', part], count] as const),
    ),
  );
  stats.counterFunc('VReplicationThrottledCountTotal', 'how often all streams were held back', () =>
    [...totals.throttled.values()].reduce((sum, count) => sum + count, 0),
  );
}

function publishTexts(stats: Stats, all: StreamsNow): void {
  const texts = (keyOf: (one: Controller) => string, read: (one: Controller) => string) => () =>
    Object.fromEntries(all().map((one) => [keyOf(one), read(one)]));
  const id = ({ row }: Controller): string => String(row.id);
  stats.publish(
    'VReplicationSource',
    texts(id, ({ row: { source } }) => `${source.keyspace}/${source.shard}`),
  );
  stats.publish(
    'VReplicationSourceTablet',
    texts(id, ({ sourceTablet }) => sourceTablet),
  );
  stats.publish(
    'VReplicationMessages',
    texts(id, ({ message }) => message),
  );
  stats.textsFunc(
    'VReplicationStreamState',
    'what each stream does',
    ['workflow', 'workflow_type', 'counts'],
    'state',
    () => all().map((one) => [[one.row.workflow, typeOf(one), id(one)], one.state] as const),
  );
}
