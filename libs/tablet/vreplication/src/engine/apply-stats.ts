import type { Stats } from '@vt/servenv';
import type { Applied, StreamFigures } from './stream-figures.ts';
import { labelsOf, type StreamsNow, streamLabels } from './stream-labels.ts';

/** What a tablet tells of how its streams write the changes that come after the copy. */
export function addApplyStats(stats: Stats, totals: StreamFigures, all: StreamsNow): void {
  const inserts = 'inserts with the rows of several changes';
  stats.gaugesFunc('VReplicationBulkQueryCount', inserts, [...streamLabels, 'dml_type'], () =>
    all()
      .filter(({ figures }) => figures.mergedInserts > 0)
      .map((one) => [[...labelsOf(one), 'insert'], one.figures.mergedInserts] as const),
  );
  stats.counterFunc('VReplicationBulkQueryCountTotal', inserts, () => totals.mergedInserts);
  const left = 'changes that were left out, as their rows were not copied yet';
  stats.gaugesFunc('VReplicationNoopQueryCount', left, [...streamLabels, 'phase'], () => special(all, 'noop '));
  stats.counterFunc('VReplicationNoopQueryCountTotal', left, () =>
    kinds(totals, 'noop ').reduce((sum, [, count]) => sum + count, 0),
  );
  stats.countersFunc(
    'VReplicationPartialQueryCount',
    'changes whose images lacked columns',
    [...streamLabels, 'type'],
    () => special(all, 'partial '),
  );
}

const kinds = ({ special: counts }: StreamFigures, prefix: string): (readonly [Applied, number])[] =>
  [...counts].filter(([kind]) => kind.startsWith(prefix));

function special(all: StreamsNow, prefix: string): (readonly [string[], number])[] {
  return all().flatMap((one) =>
    kinds(one.figures, prefix).map(([kind, count]) => [[...labelsOf(one), kind.slice(prefix.length)], count] as const),
  );
}
