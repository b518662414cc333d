import { toVtError } from '@vt/base';
import { type MessageTable, PURGE_ROWS } from '../table/message-table.ts';
import { int, nanoseconds, nowNs } from './binds.ts';
import type { ManagerParts } from './message-manager.ts';
import { pause } from './wait.ts';

/** Deletes what was acknowledged long enough ago, in small pieces, at every interval of the poller until the signal aborts. */
export async function purgeAcknowledged(table: MessageTable, parts: ManagerParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(table.options.pollIntervalSeconds * 1000, signal);
    if (signal.aborted) return;
    try {
      await purgeOnce(table, parts, signal);
    } catch (error) {
      if (signal.aborted) return;
      parts.stats.add(table.name, 'PurgeFailed');
      parts.log.warn({ table: table.name, err: toVtError(error) }, 'acknowledged messages could not be deleted');
    }
  }
}

async function purgeOnce(
  { name, options, sql }: MessageTable,
  { port, stats }: ManagerParts,
  signal: AbortSignal,
): Promise<void> {
  const until = int(nowNs() - nanoseconds(options.purgeAfterSeconds));
  while (!signal.aborted && port.throttled() === undefined) {
    const { affectedRows } = await port.execute(sql.purge, { until }, signal);
    stats.add(name, 'Purged', Number(affectedRows));
    if (affectedRows < BigInt(PURGE_ROWS)) return;
  }
}
