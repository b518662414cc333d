import { toVtError } from '@vt/base';
import { isIntegral } from '@vt/sqltypes';
import type { Waiting } from '../cache/message-cache.ts';
import type { RowChange } from '../port.ts';
import { type MessageTable, STATE_COLUMNS } from '../table/message-table.ts';
import { keyOf, nowNs, waitingOf } from './binds.ts';
import type { ManagerParts } from './message-manager.ts';
import { pause } from './wait.ts';

export type ChangeSink = {
  /** Changes from now on are told: what was there before must be looked for. */
  begun(): void;
  due(messages: readonly Waiting[]): void;
  /** Acknowledged or deleted. */
  gone(keys: readonly string[]): void;
  /** Something may be due, and only the table can tell what. */
  unclear(): void;
};

const RETRY_MS = 1000;

/** Tells of new messages as they are committed, until the signal aborts; begins again wherever the stream breaks. */
export async function followChanges(
  table: MessageTable,
  { port, stats, log }: ManagerParts,
  signal: AbortSignal,
  sink: ChangeSink,
): Promise<void> {
  // Texts come in the column's character set here, and in the connection's from the table.
  const readsIds = isIntegral(table.idType);
  while (!signal.aborted) {
    try {
      let isFirst = true;
      for await (const changes of port.changes(table.name, STATE_COLUMNS, signal)) {
        if (isFirst) sink.begun();
        isFirst = false;
        tell(changes, readsIds, sink);
      }
    } catch (error) {
      if (signal.aborted) return;
      stats.add(table.name, 'StreamFailed');
      log.warn({ table: table.name, err: toVtError(error) }, 'the changes of a message table cannot be followed now');
    }
    await pause(RETRY_MS, signal);
  }
}

function tell(changes: readonly RowChange[], readsIds: boolean, sink: ChangeSink): void {
  const now = nowNs();
  const due: Waiting[] = [];
  const gone: string[] = [];
  let isUnclear = false;
  for (const { after, isPartial } of changes) {
    if (!after) continue;
    if (isPartial) {
      isUnclear = true;
      continue;
    }
    const [id, priority, timeNext, , timeAcked] = after;
    const message = waitingOf(id, priority, timeNext);
    if (timeAcked !== null) gone.push(keyOf(id));
    else if (timeNext === null || message.timeNext > now) continue;
    else if (readsIds) due.push(message);
    else isUnclear = true;
  }
  if (gone.length > 0) sink.gone(gone);
  if (due.length > 0) sink.due(due);
  if (isUnclear) sink.unclear();
}
