import { TopoError } from '../errors.ts';
import { anySignal } from '../kv/abort.ts';
import type { Kv } from '../kv/kv.ts';
import type { CallOptions, LeaderParticipation, TopoLock } from './conn.ts';
import { acquireQueueLock } from './queue-lock.ts';

export type ElectionOptions = {
  readonly kv: Kv;
  readonly queue: string;
  readonly subject: string;
  readonly id: string;
  readonly ttlSeconds: number;
  readonly callTimeoutMs: number;
  readonly closed: AbortSignal;
};

/** Waiting for leadership has no end of its own; a timer's longest is 24 days. */
const WAIT_MS = 0x7fff_ffff;

/** The head of a queue of keys leads; each key's value is its contender's id. */
export class Election implements LeaderParticipation {
  readonly #options: ElectionOptions;
  readonly #stopped = new AbortController();
  #lock: TopoLock | undefined;

  constructor(options: ElectionOptions) {
    this.#options = options;
  }

  async waitForLeadership(signal?: AbortSignal): Promise<AbortSignal> {
    const stop = anySignal(this.#options.closed, this.#stopped.signal, signal);
    if (stop.aborted) throw new TopoError('Interrupted', this.#options.subject);
    const { kv, queue, subject, id, ttlSeconds, callTimeoutMs } = this.#options;
    const lock = await acquireQueueLock({
      kv,
      queue,
      subject,
      body: Buffer.from(id),
      ttlSeconds,
      waitMs: WAIT_MS,
      callTimeoutMs,
      signal: stop,
      noWait: false,
    });
    this.#lock = lock;
    return anySignal(lock.lost, this.#stopped.signal, this.#options.closed);
  }

  async currentLeader(options: CallOptions = {}): Promise<string | undefined> {
    const { kv, queue, subject, callTimeoutMs } = this.#options;
    const { pairs } = await kv.read({ key: queue, prefix: true }, false, {
      subject,
      timeoutMs: options.timeoutMs ?? callTimeoutMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const first = pairs.sort((a, b) => (a.modRevision < b.modRevision ? -1 : 1))[0];
    return first?.value.toString();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#lock?.unlock();
  }
}
