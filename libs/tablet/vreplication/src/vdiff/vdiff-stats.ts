import type { Stats } from '@vt/servenv';
import type { VDiffEngine } from './vdiff-engine.ts';

/** What a tablet tells of the VDiffs into it, under Vitess's names and labels. */
export function addVDiffStats(stats: Stats, vdiffs: VDiffEngine): void {
  const { totals } = vdiffs;
  stats.gaugeFunc('VDiffCount', 'VDiffs that are known here', () => vdiffs.running);
  stats.counterFunc('VDiffErrorCountTotal', 'failures of all VDiffs', () => totals.errors);
  stats.counterFunc('VDiffRowsComparedTotal', 'rows that all VDiffs compared', () => totals.rowsCompared);
  stats.gaugesFunc(
    'VDiffRestartedTableDiffsCount',
    'how often the time of a table’s snapshots was over before its end',
    ['table_name'],
    () => [...vdiffs.restarts].map(([table, count]) => [[table], count] as const),
  );
  stats.gaugesFunc('VDiffRowsCompared', 'rows compared, by table', ['workflow', 'uuid', 'table'], () =>
    vdiffs.controllers.flatMap(({ row, reports }) =>
      [...reports].map(([table, { ProcessedRows }]) => [[row.workflow, row.uuid, table], ProcessedRows] as const),
    ),
  );
  stats.countersFunc('VDiffErrors', 'failures of each VDiff, by their text', ['workflow', 'uuid', 'error'], () =>
    vdiffs.controllers.flatMap(({ row, figures }) =>
      [...figures.errors].map(([error, count]) => [[row.workflow, row.uuid, error], count] as const),
    ),
  );
  const phase = ['workflow', 'uuid', 'table', 'phase'];
  stats.gaugesFunc('VDiffPhaseTimings', 'nanoseconds that each part of comparing a table took', phase, () =>
    vdiffs.controllers.flatMap(({ row, figures }) =>
      [...figures.phases].flatMap(([table, phases]) =>
        [...phases].map(([name, ns]) => [[row.workflow, row.uuid, table, name], Math.round(ns)] as const),
      ),
    ),
  );
}
