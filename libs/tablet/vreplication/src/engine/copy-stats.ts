import type { Stats } from '@vt/servenv';
import type { StreamFigures, Timed } from './stream-figures.ts';
import { labelsOf, type StreamsNow, streamLabels } from './stream-labels.ts';

/** What a tablet tells of the copies that its streams begin with. */
export function addCopyStats(stats: Stats, totals: StreamFigures, all: StreamsNow): void {
  const numbers = (read: (figures: StreamFigures) => number) => () =>
    all().map((one) => [labelsOf(one), read(one.figures)] as const);
  stats.gaugesFunc(
    'VReplicationCopyRowCount',
    'rows copied',
    streamLabels,
    numbers(({ rowsCopied }) => rowsCopied),
  );
  stats.counterFunc('VReplicationCopyRowCountTotal', 'rows copied by all streams', () => totals.rowsCopied);
  stats.gaugesFunc(
    'VReplicationCopyLoopCount',
    'tables, or parts of them, that were copied',
    streamLabels,
    numbers(({ copyLoops }) => copyLoops),
  );
  stats.counterFunc('VReplicationCopyLoopCountTotal', 'the same of all streams', () => totals.copyLoops);
  addPhases(stats, totals, all);
  addTables(stats, all);
}

const sumOf = (timed: Iterable<Timed>, read: (one: Timed) => number): number =>
  [...timed].reduce((sum, one) => sum + read(one), 0);

function addPhases(stats: Stats, totals: StreamFigures, all: StreamsNow): void {
  const labels = [...streamLabels, 'phase'];
  stats.gaugesFunc(
    'VReplicationPhaseTimings',
    'nanoseconds that each stream spent in each phase of copying',
    labels,
    () =>
      all().flatMap((one) =>
        [...one.figures.phases].map(([phase, { ns }]) => [[...labelsOf(one), phase], Math.round(ns)] as const),
      ),
  );
  stats.gaugesFunc('VReplicationPhaseTimingsCounts', 'how often each stream was in each phase of copying', labels, () =>
    all().flatMap((one) => {
      const counts = [...one.figures.phases].map(([phase, { count }]) => [phase, count] as const);
      const whole = ['All', sumOf(one.figures.phases.values(), ({ count }) => count)] as const;
      return (counts.length === 0 ? [] : [whole, ...counts]).map(
        ([phase, count]) => [[...labelsOf(one), phase], count] as const,
      );
    }),
  );
  stats.counterFunc(
    'VReplicationPhaseTimingsTotal',
    'nanoseconds that all streams spent in all phases of copying',
    () => Math.round(sumOf(totals.phases.values(), ({ ns }) => ns)),
  );
}

function addTables(stats: Stats, all: StreamsNow): void {
  const labels = [...streamLabels, 'table'];
  stats.gaugesFunc('VReplicationTableCopyRowCounts', 'rows copied, by table', labels, () =>
    all().flatMap((one) =>
      [...one.figures.tables].map(([table, { rows }]) => [[...labelsOf(one), table], rows] as const),
    ),
  );
  stats.gaugesFunc('VReplicationTableCopyTimings', 'nanoseconds that copying each table took', labels, () =>
    all().flatMap((one) =>
      [...one.figures.tables].map(([table, { ns }]) => [[...labelsOf(one), table], Math.round(ns)] as const),
    ),
  );
}
