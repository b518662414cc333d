import { setTimeout as delay } from 'node:timers/promises';
import { anySignal, toVtError, VtError } from '@vt/base';
import type { ResultSink } from '@vt/sqltypes';
import type { Caller } from '../gateway/tablet-gateway.ts';
import { ClientOutput } from './client-output.ts';
import type { MessagePort, MessageShard } from './port.ts';

/** Where a table's messages are now. */
export type Place = { readonly keyspace: string; readonly table: string; readonly shards: readonly string[] };

export type MessageStreamParts = {
  readonly port: MessagePort;
  /** Asked again wherever a stream ended: tables and shards move. */
  readonly place: () => Place;
  readonly caller: Caller;
  readonly sink: ResultSink;
  /** How many shards it began with. */
  readonly onOpen: () => void;
};

/** Codes of what goes by: everything else is told to the client at once. */
const PASSING: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'CLUSTER_EVENT',
  // A tablet that was demoted, or may not use the table any more.
  'FAILED_PRECONDITION',
  'ABORTED',
  'CANCELED',
  'UNKNOWN',
  'INTERNAL',
]);
const DELAY_MS_MIN = 50;
const DELAY_MS_MAX = 1_000;

/** Gives the messages of all shards to a client, until the signal aborts. @throws what a shard's stream cannot get over */
export async function streamMessages(parts: MessageStreamParts, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const ended = anySignal([signal, failed.signal]);
  await new Promise<void>((resolve, reject) => {
    const run = new Run(parts, ended, (error) => {
      failed.abort();
      reject(error);
    });
    const abort = (): void => {
      failed.abort();
      resolve();
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    run.start();
  });
}

class Run {
  readonly #parts: MessageStreamParts;
  readonly #signal: AbortSignal;
  readonly #fail: (error: VtError) => void;
  readonly #output: ClientOutput;
  /** `keyspace/shard` of those that have a stream, or are trying. */
  readonly #running = new Set<string>();

  constructor(parts: MessageStreamParts, signal: AbortSignal, fail: (error: VtError) => void) {
    this.#parts = parts;
    this.#signal = signal;
    this.#fail = fail;
    this.#output = new ClientOutput(parts.sink, signal);
  }

  start(): void {
    try {
      this.#follow(this.#parts.place());
    } catch (error) {
      this.#fail(toVtError(error));
    }
  }

  /** Begins with shards that are new. */
  #follow({ keyspace, shards }: Place): void {
    for (const shard of shards) {
      const name = `${keyspace}/${shard}`;
      if (this.#running.has(name)) continue;
      this.#running.add(name);
      this.#parts.onOpen();
      this.#shard({ keyspace, shard })
        .catch((error: unknown) => this.#fail(toVtError(error)))
        .finally(() => this.#running.delete(name));
    }
  }

  /** The stream of one shard, opened again wherever it ends, as long as the table is there. */
  async #shard(shard: MessageShard): Promise<void> {
    const clock = new Grace(this.#parts.port.graceMs);
    while (!this.#signal.aborted) {
      const error = await this.#once(shard, clock);
      if (this.#signal.aborted) return;
      await delay(clock.failed(error, shard), undefined, { signal: this.#signal }).catch(() => {});
      if (this.#signal.aborted) return;
      const place = this.#parts.place();
      this.#follow(place);
      if (place.keyspace !== shard.keyspace || !place.shards.includes(shard.shard)) return;
    }
  }

  /** Why it ended. @throws what trying again does not help against */
  async #once(shard: MessageShard, clock: Grace): Promise<VtError> {
    const { port, place, caller } = this.#parts;
    try {
      for await (const result of port.open(shard, place().table, caller, this.#signal)) {
        clock.progressed();
        if (result.fields.length > 0) this.#output.columns(result, shard.keyspace);
        if (result.rows.length > 0) await this.#output.rows(result);
      }
      return new VtError({ code: 'UNAVAILABLE', message: 'the tablet ended the stream' });
    } catch (thrown) {
      const error = toVtError(thrown);
      if (error === this.#output.failure || (!this.#signal.aborted && !PASSING.has(error.code))) throw error;
      return error;
    }
  }
}

/** How long a shard has been without its stream. */
class Grace {
  readonly #graceMs: number;
  #since: number | undefined;
  #delayMs = DELAY_MS_MIN;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  progressed(): void {
    this.#since = undefined;
    this.#delayMs = DELAY_MS_MIN;
  }

  /** How long to wait before the next try. @throws when the patience is at its end */
  failed(error: VtError, { keyspace, shard }: MessageShard): number {
    const now = performance.now();
    this.#since ??= now;
    if (now - this.#since >= this.#graceMs) {
      const seconds = this.#graceMs / 1000;
      throw new VtError({
        code: error.code,
        message: `the message stream of ${keyspace}/${shard} has failed again and again for more than ${seconds}s: ${error.message}`,
        cause: error,
      });
    }
    const delayMs = Math.min(this.#delayMs, Math.max(DELAY_MS_MIN, this.#graceMs / 5));
    this.#delayMs = Math.min(DELAY_MS_MAX, delayMs * 2);
    return delayMs;
  }
}
