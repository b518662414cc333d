import type { VtError } from '@vt/base';
import { emptyOk, type OkInfo, type ResultSink, type RowFormat } from '@vt/sqltypes';

export type ConsolidatorOptions = {
  /** Bytes of one result that are kept for those who wait; a larger one is read by each for itself. */
  readonly resultBytesMax: number;
  /** Bytes of all results under way. */
  readonly totalBytesMax: number;
  /** Who may wait for one result; 0: any number. */
  readonly waitersMax: number;
};

/** Waits for the result that another asks for. */
export interface Follower {
  readonly sink: ResultSink;
  /** The sink has got the whole answer. */
  followed(): void;
  /** The leader failed. */
  leaderFailed(error: VtError): void;
  /** The result was too large to be shared. */
  notShared(): void;
}

/** What `/debug/consolidations` lists: how often a text was answered by another's result. */
const RECENT_MAX = 1_000;

/** Identical reads that run at the same time share one execution. */
export class Consolidator {
  readonly options: ConsolidatorOptions;
  readonly #running = new Map<string, SharedResult>();
  readonly #recent = new Map<string, number>();
  #bytes = 0;
  #epoch = 0;
  hits = 0;
  misses = 0;

  constructor(options: ConsolidatorOptions) {
    this.options = options;
  }

  /**
   * Something was written. INVARIANT: called before the writer has its answer: a read that comes after a write joins none that began
   * before it, as it would not see what was written.
   */
  wrote(): void {
    this.#epoch++;
  }

  /** Joins the execution of this key, if one is under way that can be joined. */
  join(key: string, text: string, follower: Follower): boolean {
    const shared = this.#running.get(key);
    const { waitersMax } = this.options;
    if (
      !shared ||
      shared.isTooLarge ||
      shared.epoch !== this.#epoch ||
      (waitersMax > 0 && shared.followers.size >= waitersMax)
    )
      return false;
    shared.followers.add(follower);
    this.hits++;
    this.#recent.set(text, (this.#recent.get(text) ?? 0) + 1);
    if (this.#recent.size > RECENT_MAX) for (const oldest of this.#recent.keys()) return this.#recent.delete(oldest);
    return true;
  }

  /** Takes out one who does not want to wait any more. */
  leave(key: string, follower: Follower): boolean {
    return this.#running.get(key)?.followers.delete(follower) ?? false;
  }

  /** A sink for the one who executes: it passes everything on and keeps it. Who comes later joins the newest. */
  lead(key: string, target: ResultSink): SharedResult {
    const shared = new SharedResult(target, this.#epoch, this.options.resultBytesMax, this.#reserve);
    this.#running.set(key, shared);
    this.misses++;
    return shared;
  }

  readonly #reserve = (bytes: number): boolean => {
    this.#bytes += bytes;
    return this.#bytes <= this.options.totalBytesMax;
  };

  /** The execution has ended: those who waited get what it gave. */
  end(key: string, shared: SharedResult, error: VtError | undefined): void {
    if (this.#running.get(key) === shared) this.#running.delete(key);
    this.#bytes -= shared.bytes;
    shared.settle(error);
  }

  /** Texts and how often their result was shared, the most shared first. */
  recent(): [string, number][] {
    return [...this.#recent].sort((a, b) => b[1] - a[1]);
  }

  get running(): number {
    return this.#running.size;
  }
}

type Part =
  | { readonly kind: 'columns'; readonly definitions: readonly Uint8Array[]; readonly format: RowFormat }
  | { readonly kind: 'rows'; readonly packets: Buffer };

/** One result under way. */
export class SharedResult implements ResultSink {
  /** What had been written when it began. */
  readonly epoch: number;
  readonly followers = new Set<Follower>();
  bytes = 0;
  isTooLarge = false;
  readonly #target: ResultSink;
  readonly #bytesMax: number;
  readonly #reserve: (bytes: number) => boolean;
  #parts: Part[] = [];
  #ok: OkInfo = emptyOk;

  constructor(target: ResultSink, epoch: number, bytesMax: number, reserve: (bytes: number) => boolean) {
    this.#target = target;
    this.epoch = epoch;
    this.#bytesMax = bytesMax;
    this.#reserve = reserve;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(resume: (() => void) | undefined) {
    this.#target.onDrain = resume;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#parts.push({ kind: 'columns', definitions, format });
    this.#target.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    // The sink may write into what it gets: those who wait get a copy.
    if (!this.isTooLarge) this.#keep(Buffer.from(packets));
    // Those who wait are not made to wait for a slow leader: what it has not taken is bounded.
    return this.#target.rows(packets) || (!this.isTooLarge && this.followers.size > 0);
  }

  #keep(packets: Buffer): void {
    this.bytes += packets.length;
    const isReserved = this.#reserve(packets.length);
    if (isReserved && this.bytes <= this.#bytesMax) return void this.#parts.push({ kind: 'rows', packets });
    this.isTooLarge = true;
    this.#parts = [];
    for (const follower of this.#takeFollowers()) follower.notShared();
  }

  end(ok: OkInfo, more: boolean): void {
    this.#ok = ok;
    this.#target.end(ok, more);
  }

  error(error: VtError): void {
    this.#target.error(error);
  }

  #takeFollowers(): Follower[] {
    const all = [...this.followers];
    this.followers.clear();
    return all;
  }

  settle(error: VtError | undefined): void {
    for (const follower of this.#takeFollowers()) {
      if (error) follower.leaderFailed(error);
      else this.#replay(follower);
    }
    this.#parts = [];
  }

  #replay(follower: Follower): void {
    const { sink } = follower;
    for (const part of this.#parts) {
      if (part.kind === 'columns') sink.columns(part.definitions, part.format);
      else sink.rows(Buffer.from(part.packets));
    }
    sink.end(this.#ok, false);
    follower.followed();
  }
}
