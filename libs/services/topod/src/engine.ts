import type { Limits } from './limits.ts';
import { ByteWriter } from './log/bytes.ts';
import { type DataFile, DataFileError } from './log/data-file.ts';
import { type Effect, writeCommit } from './log/effect.ts';
import { commitsPayload } from './log/image.ts';
import { EtcdError } from './rpc/etcd-error.ts';
import type { Recorder, TopoState } from './store/state.ts';

/** The machine's clock and timers, so that tests can have their own. */
export type Clock = { readonly nowMs: () => number };

export type EngineOptions = {
  readonly state: TopoState;
  readonly file: DataFile;
  readonly limits: Limits;
  readonly clock: Clock;
  /** A write failed: what is in memory is ahead of the disk, and the server must end. */
  readonly onFatal: (error: Error) => void;
};

type Waiter = { readonly sequence: number; readonly resolve: () => void; readonly reject: (err: Error) => void };

/**
 * The state and its file together. A request changes the state at once and in order, and is answered when the file holds
 * the change. INVARIANT: nothing leaves the server (answers, reads, watch events) that a crash could take back.
 */
export class Engine {
  readonly state: TopoState;
  readonly #file: DataFile;
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #onFatal: (error: Error) => void;
  readonly #listeners = new Set<(revision: number) => void>();
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #sequence = 0;
  #durableSequence = 0;
  #durableRevision: number;
  #waiters: Waiter[] = [];
  #flushing: Promise<void> | undefined;
  #failure: Error | undefined;
  readonly #revisionTimes: { revision: number; atMs: number }[] = [];
  #rewriteNotBeforeBytes = 0;

  constructor(options: EngineOptions) {
    this.state = options.state;
    this.#file = options.file;
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#onFatal = options.onFatal;
    this.#durableRevision = options.state.store.revision;
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  /** The last revision that is on disk: what watchers may see. */
  get durableRevision(): number {
    return this.#durableRevision;
  }

  get fileBytes(): number {
    return this.#file.size;
  }

  /** Calls back with the durable revision each time it has grown. */
  onDurable(listener: (revision: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws before anything is changed. Answer the caller only after `durable()`. */
  write(write: (recorder: Recorder) => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#pendingBytes > this.#limits.unflushedBytesMax) throw new EtcdError('tooManyRequests');
    const before = this.state.store.revision;
    const effects = this.state.record(this.nowMs, write);
    if (effects.length === 0) return;
    this.#log(effects);
    if (this.state.store.revision > before) this.#compactHistory();
  }

  /** Resolves when everything that is visible now is on disk; at once where it is already. */
  durable(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const sequence = this.#sequence;
    if (sequence <= this.#durableSequence) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ sequence, resolve, reject }));
  }

  /** Writes a fresh snapshot. */
  async defragment(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    await this.#exclusively(async () => void (await this.#rewriteOrDefer()));
  }

  async close(failure: Error): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    this.#failure ??= failure;
    await this.#file.close();
  }

  #log(effects: readonly Effect[]): void {
    const writer = new ByteWriter();
    writeCommit(writer, effects);
    const bytes = writer.take();
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#sequence += 1;
    // A turn of the event loop later, so that all requests of this turn share one write and one fsync.
    if (this.#flushing === undefined) void this.#exclusively(() => this.#flushAll());
  }

  async #exclusively(work: () => Promise<void>): Promise<void> {
    this.#flushing = new Promise<void>((resolve) => setImmediate(resolve))
      .then(work)
      .catch((err: Error) => this.#fail(err));
    await this.#flushing;
    this.#flushing = undefined;
    if (this.#pending.length > 0 && this.#failure === undefined) void this.#exclusively(() => this.#flushAll());
  }

  async #flushAll(): Promise<void> {
    while (this.#pending.length > 0) {
      if (this.#wantsRewrite() && (await this.#rewriteOrDefer())) continue;
      const sequence = this.#sequence;
      const revision = this.state.store.revision;
      const batch = this.#takePending();
      await this.#file.append(commitsPayload(batch));
      this.#settle(sequence, revision);
    }
  }

  #takePending(): Buffer[] {
    const batch = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    return batch;
  }

  #wantsRewrite(): boolean {
    const log = this.#file.logBytes;
    return log > this.#limits.logBytesMax && log > this.#file.snapshotBytes && log > this.#rewriteNotBeforeBytes;
  }

  async #rewriteOrDefer(): Promise<boolean> {
    const batch = this.#takePending();
    try {
      await this.#rewrite();
      return true;
    } catch (err) {
      if (err instanceof DataFileError) throw err;
      // No room for a second file, say. The old one still works: put the batch back and try again when it has grown.
      this.#pending = [...batch, ...this.#pending];
      this.#pendingBytes = this.#pending.reduce((sum, bytes) => sum + bytes.length, 0);
      this.#rewriteNotBeforeBytes = 2 * this.#file.logBytes;
      return false;
    }
  }

  /** The snapshot holds what was pending too, since the state does. */
  async #rewrite(): Promise<void> {
    const sequence = this.#sequence;
    const revision = this.state.store.revision;
    await this.#file.rewrite(this.state);
    this.#rewriteNotBeforeBytes = 0;
    this.#settle(sequence, revision);
  }

  #settle(sequence: number, revision: number): void {
    this.#durableSequence = sequence;
    const grown = revision > this.#durableRevision;
    this.#durableRevision = revision;
    const ready = this.#waiters.filter((w) => w.sequence <= sequence);
    this.#waiters = this.#waiters.filter((w) => w.sequence > sequence);
    for (const waiter of ready) waiter.resolve();
    if (grown) for (const listener of this.#listeners) listener(revision);
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    this.#onFatal(error);
  }

  /** Keeps history within its bounds: revisions, age and bytes. */
  #compactHistory(): void {
    const { store } = this.state;
    const { historyRevisionsMax, historyMsMax, historyBytesMax } = this.#limits;
    const nowMs = this.nowMs;
    const times = this.#revisionTimes;
    if ((times.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) < nowMs - historyMsMax / 16)
      times.push({ revision: store.revision, atMs: nowMs });
    let upTo = 0;
    const kept = store.revision - store.compactRevision;
    // A sixteenth at a time, so that compaction is not the larger part of every write.
    if (kept > historyRevisionsMax + historyRevisionsMax / 16) upTo = store.revision - historyRevisionsMax;
    while (times[0] !== undefined && times[0].atMs < nowMs - historyMsMax)
      upTo = Math.max(upTo, times.shift()?.revision ?? 0);
    if (store.historyBytes > historyBytesMax) upTo = Math.max(upTo, store.revision - Math.floor(kept / 2));
    if (upTo <= store.compactRevision) return;
    this.#log(this.state.record(nowMs, (recorder) => recorder.compact(upTo)));
  }
}
