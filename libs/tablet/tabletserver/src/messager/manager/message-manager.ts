import { anySignal, toVtError } from '@vt/base';
import type { QueryResult } from '@vt/proto';
import type { Logger } from '@vt/servenv';
import { type BindVariables, type Result, toProtoRow } from '@vt/sqltypes';
import type { Waiting } from '../cache/message-cache.ts';
import type { MessagerPort } from '../port.ts';
import type { MessageStats } from '../stats.ts';
import type { MessageTable } from '../table/message-table.ts';
import { idList, int, keyOf, nanoseconds, nowNs, real, waitingOf } from './binds.ts';
import { followChanges } from './follow-changes.ts';
import type { Postponer } from './postponer.ts';
import { purgeAcknowledged } from './purge.ts';
import { MessageQueue } from './queue.ts';
import { pause } from './wait.ts';

export type ManagerParts = {
  readonly port: MessagerPort;
  readonly postponer: Postponer;
  readonly stats: MessageStats;
  readonly log: Logger;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
};

/** A message as it is sent. */
type Read = { readonly key: string; readonly row: ReturnType<typeof toProtoRow> };

/** Batches of one subscriber that were sent and are not postponed yet. */
const POSTPONING_MAX = 4;
const THROTTLED_MS = 250;
/** After a failure of mysqld. */
const RETRY_MS = 1000;
/** Waits vary by a third, so that what was sent together does not come back together. */
const JITTER_MIN = 2 / 3;
const JITTER_SPAN = 2 / 3;

/**
 * The messages of one table: keeps the keys of those that are due, sends them to subscribers in turn, and postpones what it sent.
 *
 * INVARIANT: a message is lost to nobody: what is in memory is only a hint at rows, and each row is due until it is acknowledged.
 */
export class MessageManager {
  readonly table: MessageTable;
  readonly #parts: ManagerParts;
  readonly #queue: MessageQueue;
  readonly #closed = new AbortController();
  /** Aborted when the table may not be used any more: who subscribes again is told so, or sent elsewhere. */
  #admitted = new AbortController();
  #subscribers = 0;
  /** Runs while there are subscribers. */
  #watching: AbortController | undefined;
  #polling: Promise<void> | undefined;
  /** Rows are due that the queue does not have. */
  #hasMore = false;

  constructor(table: MessageTable, parts: ManagerParts) {
    this.table = table;
    this.#parts = parts;
    this.#queue = new MessageQueue(table.options.cacheRows, table.options.batchRows);
    this.#queue.onDrained = () => {
      if (this.#hasMore) void this.#poll();
    };
    void purgeAcknowledged(table, parts, this.#closed.signal);
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#closed.abort();
    this.#watching?.abort();
  }

  /** For tests. */
  get counts(): { readonly waiting: number; readonly sending: number; readonly subscribers: number } {
    return { waiting: this.#queue.waiting, sending: this.#queue.sending, subscribers: this.#subscribers };
  }

  /** Somebody acknowledged them: they need not be sent. */
  forget(keys: readonly string[]): void {
    for (const key of keys) this.#queue.drop(key);
  }

  /** The columns, then messages as they are due, until the signal aborts or the manager closes. What is asked for next was sent before. */
  async *subscribe(signal: AbortSignal): AsyncGenerator<QueryResult, void, void> {
    const ended = anySignal([signal, this.#closed.signal, this.#admitted.signal]);
    const postponing = new Set<Promise<void>>();
    this.#enter();
    try {
      yield { fields: [...this.table.fields] };
      while (!ended.aborted) {
        await this.#mayGoOn(ended);
        const batch = await this.#queue.take(ended);
        if (!batch) return;
        let isSent = false;
        try {
          // It may have waited long for a batch.
          await this.#mayGoOn(ended);
          const rows = await this.#read(batch, ended);
          if (ended.aborted) return;
          if (rows.length > 0) yield { rows: rows.map(({ row }) => row) };
          isSent = true;
          // Some may be postponed while the next is sent: mysqld commits them together.
          if (postponing.size >= POSTPONING_MAX) await Promise.race(postponing);
          const one = this.#postpone(batch, rows).finally(() => postponing.delete(one));
          postponing.add(one);
        } finally {
          if (!isSent && !this.#queue.giveBack(batch)) this.#hasMore = true;
        }
      }
    } finally {
      this.#leave();
      await Promise.all(postponing);
    }
  }

  #enter(): void {
    this.#subscribers++;
    this.#parts.stats.add(this.table.name, 'ClientCount');
    if (this.#watching) return;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    void this.#pollAtTimes(signal);
    void followChanges(this.table, this.#parts, signal, {
      begun: () => void this.#poll(),
      due: (messages) => this.#add(messages),
      gone: (keys) => this.forget(keys),
      unclear: () => void this.#poll(),
    });
  }

  #leave(): void {
    this.#subscribers--;
    this.#parts.stats.add(this.table.name, 'ClientCount', -1);
    if (this.#subscribers > 0) return;
    this.#watching?.abort();
    this.#watching = undefined;
    this.#queue.clear();
    this.#hasMore = false;
  }

  async #mayGoOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#parts.port.throttled() !== undefined) await pause(THROTTLED_MS, signal);
  }

  #add(messages: readonly Waiting[]): void {
    for (const message of messages) {
      const became = this.#queue.add(message);
      if (became === 'queued') this.#parts.stats.add(this.table.name, 'Queued');
      if (became === 'full') this.#hasMore = true;
    }
    this.#queue.dispatch();
  }

  async #pollAtTimes(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#poll();
      await pause(this.table.options.pollIntervalSeconds * 1000, signal);
    }
  }

  /** Looks for what is due. Who calls while it looks gets another look behind it. */
  async #poll(): Promise<void> {
    if (this.#polling) {
      this.#hasMore = true;
      return await this.#polling;
    }
    this.#polling = this.#pollOnce();
    try {
      await this.#polling;
    } finally {
      this.#polling = undefined;
      if (this.#hasMore && this.#queue.waiting === 0 && this.#watching) this.#again();
    }
  }

  #again(): void {
    setImmediate(() => void this.#poll());
  }

  async #pollOnce(): Promise<void> {
    const { options, sql } = this.table;
    const signal = this.#watching?.signal;
    if (!signal) return;
    // What is being sent comes back among the rows: with so many more asked for, a full answer always has something new for an empty queue.
    const max = options.cacheRows + this.#queue.sending;
    this.#hasMore = false;
    try {
      const { rows } = await this.#parts.port.execute(sql.due, { now: int(nowNs()), max: int(BigInt(max)) }, signal);
      if (rows.length === max) this.#hasMore = true;
      if (!signal.aborted) this.#add(rows.map((row) => waitingOf(row[0], row[1], row[2])));
    } catch (error) {
      this.#failed('PollFailed', error, 'due messages could not be read');
    }
  }

  /** The messages that still are to be sent: another subscriber's acknowledgement may have come before. */
  async #read(batch: readonly Waiting[], signal: AbortSignal): Promise<readonly Read[]> {
    const { sql, idType } = this.table;
    const binds = { ids: idList(batch, idType), now: int(nowNs()) };
    for (;;) {
      try {
        const result = await this.#parts.port.execute(sql.read, binds, signal);
        return result.rows.map(([id, ...row]) => ({ key: keyOf(id), row: toProtoRow(row) }));
      } catch (error) {
        if (signal.aborted) return [];
        this.#failed('PollFailed', error, 'messages could not be read');
        await pause(RETRY_MS, signal);
      }
    }
  }

  async #postpone(batch: readonly Waiting[], rows: readonly Read[]): Promise<void> {
    const { name } = this.table;
    const sent = new Set(rows.map(({ key }) => key));
    try {
      if (sent.size === 0) return;
      this.#parts.stats.add(name, 'Sent', sent.size);
      const one = batch.filter(({ key }) => sent.has(key));
      const { affectedRows } = await this.#parts.postponer.run(() => this.#execute(one));
      this.#parts.stats.add(name, 'Postponed', Number(affectedRows));
    } catch (error) {
      this.#failed('PostponeFailed', error, 'messages that were sent could not be postponed: they are sent again');
    } finally {
      this.#queue.settle(batch);
    }
  }

  /** Not ended by anybody's leaving: who leaves was sent these. */
  #execute(batch: readonly Waiting[]): Promise<Result> {
    const { options, sql, idType } = this.table;
    const binds: BindVariables = {
      ids: idList(batch, idType),
      now: int(nowNs()),
      wait: int(nanoseconds(options.ackWaitSeconds)),
      jitter: real(JITTER_MIN + JITTER_SPAN * this.#parts.random()),
      min: int(nanoseconds(options.backoffSecondsMin)),
      max: int(nanoseconds(options.backoffSecondsMax)),
    };
    return this.#parts.port.execute(sql.postpone, binds, new AbortController().signal);
  }

  #endSubscriptions(): void {
    this.#admitted.abort();
    this.#admitted = new AbortController();
  }

  #failed(metric: 'PollFailed' | 'PostponeFailed', error: unknown, what: string): void {
    if (this.#closed.signal.aborted) return;
    if (toVtError(error).code === 'FAILED_PRECONDITION') this.#endSubscriptions();
    this.#parts.stats.add(this.table.name, metric);
    this.#parts.log.warn({ table: this.table.name, err: toVtError(error) }, what);
  }
}
