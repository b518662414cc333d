import type { VtError } from '@vt/base';
import { passedThrough } from '@vt/servenv';
import { emptyOk, type OkInfo, type ResultSink, type RowFormat } from '@vt/sqltypes';

export type ConsolidatorOptions = {
  /** Bytes of one result that are kept for those who wait; a larger one is read by each for itself. */
  readonly resultBytesMax: number;
  /** Bytes of all results under way. */
  readonly totalBytesMax: number;
  /** Who may wait for one result; 0: any number. */
  readonly waitersMax: number;
};

/** What a read asks for. */
export interface ReadKey {
  /** Equal keys have the same. */
  readonly hash: number;
  equals(other: ReadKey): boolean;
}

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
  readonly #running = new RunningReads();
  readonly #recent = new Map<string, number>();
  #bytes = 0;
  #epoch = 0;
  hits = 0;
  misses = 0;

  readonly #onWaited: (ms: number) => void;

  constructor(options: ConsolidatorOptions, onWaited: (ms: number) => void = () => {}) {
    this.options = options;
    this.#onWaited = onWaited;
  }

  /**
   * Something was written. INVARIANT: called before the writer has its answer: a read that comes after a write joins none that began
   * before it, as it would not see what was written.
   */
  wrote(): void {
    this.#epoch++;
  }

  /** Joins the execution of this key, if one is under way that can be joined. */
  join(key: ReadKey, text: string, follower: Follower): boolean {
    const shared = this.#running.find(key);
    const { waitersMax } = this.options;
    if (
      !shared ||
      shared.isTooLarge ||
      shared.epoch !== this.#epoch ||
      (waitersMax > 0 && shared.followerCount >= waitersMax)
    )
      return false;
    shared.follow(new Waiting(follower, this.#onWaited));
    this.hits++;
    this.#recent.set(text, (this.#recent.get(text) ?? 0) + 1);
    if (this.#recent.size > RECENT_MAX) for (const oldest of this.#recent.keys()) return this.#recent.delete(oldest);
    return true;
  }

  /** Takes out one who does not want to wait any more. */
  leave(key: ReadKey, follower: Follower): boolean {
    return this.#running.find(key)?.unfollow(follower) ?? false;
  }

  /** A sink for the one who executes: it passes everything on and keeps it. Who comes later joins the newest. */
  lead(key: ReadKey, target: ResultSink): SharedResult {
    const shared = new SharedResult(key, target, this.#epoch, this.options.resultBytesMax, this.#reserve);
    this.#running.put(shared);
    this.misses++;
    return shared;
  }

  readonly #reserve = (bytes: number): boolean => {
    this.#bytes += bytes;
    return this.#bytes <= this.options.totalBytesMax;
  };

  /** The execution has ended: those who waited get what it gave. */
  end(shared: SharedResult, error: VtError | undefined): void {
    this.#running.remove(shared);
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

/** Buckets of the table of reads under way. */
const BUCKETS = 1_024;

/**
 * The reads under way by their keys, of several with one key the newest. Not a Map: the tables that one leaves behind keep what was in them
 * from dying young (see IdTable).
 */
class RunningReads {
  readonly #buckets: (SharedResult | undefined)[] = new Array<SharedResult | undefined>(BUCKETS).fill(undefined);
  size = 0;

  find(key: ReadKey): SharedResult | undefined {
    let found = this.#buckets[bucketOf(key)];
    while (found && !found.key.equals(key)) found = found.next;
    return found;
  }

  put(shared: SharedResult): void {
    const older = this.find(shared.key);
    if (older) this.remove(older);
    const bucket = bucketOf(shared.key);
    shared.next = this.#buckets[bucket];
    this.#buckets[bucket] = shared;
    this.size++;
  }

  /** Without effect when a newer one has its place. */
  remove(shared: SharedResult): void {
    const bucket = bucketOf(shared.key);
    let before: SharedResult | undefined;
    let found = this.#buckets[bucket];
    while (found && found !== shared) {
      before = found;
      found = found.next;
    }
    if (!found) return;
    if (before) before.next = shared.next;
    else this.#buckets[bucket] = shared.next;
    shared.next = undefined;
    this.size--;
  }
}

function bucketOf(key: ReadKey): number {
  return key.hash & (BUCKETS - 1);
}

/** A follower, and since when it waits. */
class Waiting {
  readonly follower: Follower;
  readonly #sinceMs = performance.now();
  readonly #onWaited: (ms: number) => void;

  constructor(follower: Follower, onWaited: (ms: number) => void) {
    this.follower = follower;
    this.#onWaited = onWaited;
  }

  ended(): Follower {
    this.#onWaited(performance.now() - this.#sinceMs);
    return this.follower;
  }
}

/** One result under way. */
export class SharedResult implements ResultSink {
  readonly key: ReadKey;
  /** What had been written when it began. */
  readonly epoch: number;
  /** Of the reads under way, in the same bucket. */
  next: SharedResult | undefined = undefined;
  bytes = 0;
  isTooLarge = false;
  readonly #target: ResultSink;
  readonly #bytesMax: number;
  readonly #reserve: (bytes: number) => boolean;
  #followers: Waiting[] | undefined = undefined;
  #definitions: readonly Uint8Array[] | undefined = undefined;
  #format: RowFormat = 'text';
  /** Rows as they came: most results have them in one piece. */
  #firstRows: Buffer | undefined = undefined;
  #moreRows: Buffer[] | undefined = undefined;
  #ok: OkInfo = emptyOk;

  constructor(key: ReadKey, target: ResultSink, epoch: number, bytesMax: number, reserve: (bytes: number) => boolean) {
    this.key = key;
    this.#target = target;
    this.epoch = epoch;
    this.#bytesMax = bytesMax;
    this.#reserve = reserve;
  }

  get followerCount(): number {
    return this.#followers?.length ?? 0;
  }

  follow(waiting: Waiting): void {
    if (this.#followers) this.#followers.push(waiting);
    else this.#followers = [waiting];
  }

  unfollow(follower: Follower): boolean {
    const at = this.#followers?.findIndex((one) => one.follower === follower) ?? -1;
    if (at < 0) return false;
    this.#followers?.splice(at, 1);
    return true;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(resume: (() => void) | undefined) {
    this.#target.onDrain = resume;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#definitions = definitions;
    this.#format = format;
    this.#target.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    // The sink may write into what it gets: those who wait get a copy.
    if (!this.isTooLarge) this.#keep(Buffer.from(packets));
    // Those who wait are not made to wait for a slow leader: what it has not taken is bounded.
    return this.#target.rows(packets) || (!this.isTooLarge && this.followerCount > 0);
  }

  #keep(packets: Buffer): void {
    this.bytes += packets.length;
    passedThrough(packets.length);
    const isReserved = this.#reserve(packets.length);
    if (isReserved && this.bytes <= this.#bytesMax) return this.#add(packets);
    this.isTooLarge = true;
    this.#forget();
    for (const waiting of this.#takeFollowers()) waiting.ended().notShared();
  }

  #add(packets: Buffer): void {
    if (this.#firstRows === undefined) this.#firstRows = packets;
    else if (this.#moreRows === undefined) this.#moreRows = [packets];
    else this.#moreRows.push(packets);
  }

  #forget(): void {
    this.#definitions = undefined;
    this.#firstRows = undefined;
    this.#moreRows = undefined;
  }

  end(ok: OkInfo, more: boolean): void {
    this.#ok = ok;
    this.#target.end(ok, more);
  }

  error(error: VtError): void {
    this.#target.error(error);
  }

  #takeFollowers(): readonly Waiting[] {
    const all = this.#followers;
    this.#followers = undefined;
    return all ?? nobody;
  }

  settle(error: VtError | undefined): void {
    for (const waiting of this.#takeFollowers()) {
      const follower = waiting.ended();
      if (error) follower.leaderFailed(error);
      else this.#replay(follower);
    }
    this.#forget();
  }

  #replay(follower: Follower): void {
    const { sink } = follower;
    if (this.#definitions) sink.columns(this.#definitions, this.#format);
    if (this.#firstRows) sink.rows(Buffer.from(this.#firstRows));
    for (const packets of this.#moreRows ?? []) sink.rows(Buffer.from(packets));
    sink.end(this.#ok, false);
    follower.followed();
  }
}

const nobody: readonly Waiting[] = [];
