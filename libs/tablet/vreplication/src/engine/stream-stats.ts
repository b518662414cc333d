import { enumName } from '@vt/proto';
import type { Stats } from '@vt/servenv';
import type { Controller } from './controller.ts';

const RATES = 180;
const RATE_MS = 5_000;

export type StreamTotals = { readonly rowsCopied: number; readonly changes: number };

const typeOf = ({ row }: Controller): string =>
  String(enumName('binlogdata.VReplicationWorkflowType', row.workflowType) ?? row.workflowType);

/** What a tablet tells of the streams into it, under Vitess's names and labels. @param all the streams that there are now */
export function addStreamStats(stats: Stats, totals: StreamTotals, all: () => readonly Controller[]): void {
  stats.gaugeFunc('VReplicationStreamCount', 'streams into this tablet', () => all().length);
  stats.gaugeFunc('VReplicationLagSecondsMax', 'lag of the stream that is furthest behind', () =>
    Math.max(0, ...all().map(({ lagSeconds }) => lagSeconds)),
  );
  stats.counterFunc('VReplicationLagSecondsTotal', 'lag of all streams together', () =>
    all().reduce((sum, { lagSeconds }) => sum + lagSeconds, 0),
  );
  addPerStream(stats, all);
  stats.counterFunc('VReplicationCopyRowCountTotal', 'rows copied by all streams', () => totals.rowsCopied);
  stats.counterFunc('VReplicationQueryCountTotal', 'changes of rows that all streams applied', () => totals.changes);
  stats.rates('VReplicationQPS', () => new Map([['replicate', totals.changes]]), RATES, RATE_MS);
  publishTexts(stats, all);
}

function addPerStream(stats: Stats, all: () => readonly Controller[]): void {
  const labels = ['source_keyspace', 'source_shard', 'workflow', 'workflow_type', 'counts'];
  const labelsOf = (one: Controller): string[] => {
    const { source, workflow, id } = one.row;
    return [source.keyspace, source.shard, workflow, typeOf(one), String(id)];
  };
  const numbers = (read: (one: Controller) => number) => () => all().map((one) => [labelsOf(one), read(one)] as const);
  stats.gaugesFunc(
    'VReplicationLagSeconds',
    'lag of each stream',
    labels,
    numbers(({ lagSeconds }) => lagSeconds),
  );
  stats.gaugesFunc('VReplicationLag', 'lag of each stream, by its id', ['counts'], () =>
    all().map(({ row, lagSeconds }) => [[String(row.id)], lagSeconds] as const),
  );
  stats.gaugesFunc(
    'VReplicationCopyRowCount',
    'rows copied',
    labels,
    numbers(({ rowsCopied }) => rowsCopied),
  );
  stats.gaugesFunc('VReplicationQueryCount', 'changes of rows that each stream applied', [...labels, 'phase'], () =>
    all().map((one) => [[...labelsOf(one), 'replicate'], one.changes] as const),
  );
  const errorLabels = ['workflow', 'workflow_type', 'id', 'type'];
  stats.countersFunc('VReplicationErrors', 'failures of each stream', errorLabels, () =>
    all()
      .filter(({ errors }) => errors > 0)
      .map((one) => [[one.row.workflow, typeOf(one), String(one.row.id), 'Stream Error'], one.errors] as const),
  );
}

function publishTexts(stats: Stats, all: () => readonly Controller[]): void {
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
