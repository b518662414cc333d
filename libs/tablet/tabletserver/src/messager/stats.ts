import type { Stats } from '@vt/servenv';

export type MessageMetric =
  | 'Acked'
  | 'ClientCount'
  | 'PollFailed'
  | 'Postponed'
  | 'PostponeFailed'
  | 'Purged'
  | 'PurgeFailed'
  | 'Queued'
  | 'Sent'
  | 'StreamFailed';

/** Counts what becomes of messages, by table. */
export type MessageStats = {
  add(table: string, metric: MessageMetric, count?: number): void;
};

export function messageStats(stats: Stats): MessageStats {
  const gauges = stats.gaugesWithLabels('Messages', 'messages and who gets them, by table', ['TableName', 'Metric']);
  return { add: (table, metric, count = 1) => gauges.add([table, metric], count) };
}
