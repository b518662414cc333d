import { anySignal } from '@vt/base';
import { TopoError } from '../errors.ts';
import { sleep } from './abort.ts';
import type { Kv, KvEvent, KvSpan } from './kv.ts';

export type FollowOptions = {
  readonly signal: AbortSignal;
  readonly subject: string;
  readonly callTimeoutMs: number;
  readonly onState?: (state: { connected: true } | { connected: false; error: Error }) => void;
};

const PAUSE_MS_MIN = 25;
const PAUSE_MS_MAX = 200;

/**
 * What a span of keys holds, and then what changes, through outages, restarts and compactions: where history cannot be read on
 * from, everything is read again and only the differences are passed on. Changes that are not fetched yet are conflated
 * by key, so the backlog is never larger than the span.
 */
export async function* follow(kv: Kv, span: KvSpan, options: FollowOptions): AsyncGenerator<readonly KvEvent[], void> {
  const follower = new Follower(kv, span, options);
  const running = follower.run();
  try {
    for (;;) {
      const batch = await follower.next();
      if (batch === undefined) return;
      yield batch;
    }
  } finally {
    follower.stop();
    await running;
  }
}

class Follower {
  readonly #kv: Kv;
  readonly #span: KvSpan;
  readonly #options: FollowOptions;
  readonly #controller = new AbortController();
  readonly #signal: AbortSignal;
  /** Every key that was passed on as present, with its revision: what a new reading is compared with. */
  readonly #known = new Map<string, bigint>();
  readonly #pending = new Map<string, KvEvent>();
  /** The first reading is passed on even where it is empty. */
  #first: 'unread' | 'ready' | 'given' = 'unread';
  #wake: (() => void) | undefined;
  #revision = 0n;

  constructor(kv: Kv, span: KvSpan, options: FollowOptions) {
    this.#kv = kv;
    this.#span = span;
    this.#options = options;
    this.#signal = anySignal([options.signal, this.#controller.signal]);
    this.#signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  stop(): void {
    this.#controller.abort();
  }

  /** Undefined: stopped. */
  async next(): Promise<readonly KvEvent[] | undefined> {
    for (;;) {
      if (this.#signal.aborted) return undefined;
      if (this.#pending.size > 0 || this.#first === 'ready') {
        this.#first = 'given';
        const batch = [...this.#pending.values()];
        this.#pending.clear();
        return batch;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  async run(): Promise<void> {
    let pauseMs = PAUSE_MS_MIN;
    let mustRead = true;
    while (!this.#signal.aborted) {
      try {
        if (mustRead) await this.#read();
        mustRead = false;
        const { opened, ended } = await this.#watchOnce();
        if (opened) pauseMs = PAUSE_MS_MIN;
        mustRead = ended.kind === 'compacted';
        if (ended.kind === 'compacted') continue;
        this.#lost(ended.error);
      } catch (err) {
        this.#lost(err as Error);
      }
      await sleep(pauseMs, this.#signal, this.#options.subject).catch(() => {});
      pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2);
    }
  }

  async #read(): Promise<void> {
    const { pairs, revision } = await this.#kv.read(this.#span, false, {
      signal: this.#signal,
      subject: this.#options.subject,
      timeoutMs: this.#options.callTimeoutMs,
    });
    const present = new Set<string>();
    for (const pair of pairs) {
      present.add(pair.key);
      if (this.#known.get(pair.key) !== pair.modRevision) this.#pass(pair);
    }
    for (const key of this.#known.keys()) {
      if (!present.has(key)) this.#pass({ key, value: undefined, modRevision: revision });
    }
    this.#revision = revision;
    if (this.#first === 'unread') this.#first = 'ready';
    this.#wake?.();
    this.#options.onState?.({ connected: true });
  }

  /** One watch until it ends. */
  #watchOnce(): Promise<{ opened: boolean; ended: { kind: 'compacted' } | { kind: 'failed'; error: Error } }> {
    return new Promise((resolve) => {
      let opened = false;
      const onAbort = (): void => {
        cancel();
        resolve({ opened, ended: { kind: 'failed', error: new TopoError('Interrupted', this.#options.subject) } });
      };
      const finish = (ended: { kind: 'compacted' } | { kind: 'failed'; error: Error }): void => {
        this.#signal.removeEventListener('abort', onAbort);
        resolve({ opened, ended });
      };
      const cancel = this.#kv.watch(this.#span, this.#revision + 1n, {
        onOpen: (revision) => {
          opened = true;
          // A server that is behind what we have seen is another one, or was restored: its revisions mean something else.
          if (revision < this.#revision) {
            cancel();
            finish({ kind: 'compacted' });
          } else this.#options.onState?.({ connected: true });
        },
        onEvents: (events, revision) => {
          // INVARIANT: never back: what a reading or an earlier event has told already is not told again.
          for (const event of events) if (event.modRevision > this.#revision) this.#pass(event);
          const last = events.at(-1)?.modRevision ?? revision;
          if (last > this.#revision) this.#revision = last;
          this.#wake?.();
        },
        onEnd: finish,
      });
      this.#signal.addEventListener('abort', onAbort, { once: true });
      if (this.#signal.aborted) onAbort();
    });
  }

  #pass(event: KvEvent): void {
    this.#pending.set(event.key, event);
    if (event.value === undefined) this.#known.delete(event.key);
    else this.#known.set(event.key, event.modRevision);
  }

  #lost(error: Error): void {
    if (!this.#signal.aborted) this.#options.onState?.({ connected: false, error });
  }
}
