import { type Key, type KeySpan, spanOf } from './key-span.ts';
import { SortedKeys } from './sorted-keys.ts';

/**
 * One key after one write. Frozen: readers, watchers and snapshots share it.
 * INVARIANT: revisions stay below 2^53, so plain numbers hold them; lease ids use all 64 bits.
 */
export type KeyVersion = {
  readonly key: Key;
  readonly value: Buffer;
  readonly createRevision: number;
  readonly modRevision: number;
  /** Writes since creation; 0 for a deletion. */
  readonly version: number;
  readonly lease: bigint;
  readonly deleted: boolean;
};

export type StoreImage = {
  readonly revision: number;
  readonly compactRevision: number;
  /** Every version that is still held: first what is older than the kept revisions, then those in the order of writing. */
  readonly versions: readonly KeyVersion[];
};

const EMPTY = Buffer.alloc(0);
/** What one version costs besides its bytes, roughly. */
const VERSION_OVERHEAD_BYTES = 160;

/**
 * Keys with their history: every revision since the last compaction can be read and replayed.
 * Pure data structure: no clock, no I/O, and no checks that belong to the API.
 */
export class MvccStore {
  readonly #history = new Map<Key, KeyVersion[]>();
  readonly #keys = new SortedKeys();
  /** What each revision wrote, in order; index 0 belongs to `#firstCommit`, and there are no gaps. */
  #commits: KeyVersion[][] = [];
  #firstCommit = 2;
  /** The revision that is being written, between `begin` and `end`. */
  #open: KeyVersion[] | undefined;
  #liveCount = 0;

  revision = 1;
  compactRevision = 0;
  /** Was there a compaction? */
  compacted = false;
  /** Keys and values held, history included. */
  bytes = 0;
  #liveBytes = 0;

  get keyCount(): number {
    return this.#liveCount;
  }

  /** What a read sees now: the revision that is being written counts as soon as it holds something. */
  get readRevision(): number {
    return this.revision + ((this.#open?.length ?? 0) > 0 ? 1 : 0);
  }

  /** The part of `bytes` that only older revisions see. */
  get historyBytes(): number {
    return this.bytes - this.#liveBytes;
  }

  live(key: Key): KeyVersion | undefined {
    const last = this.#history.get(key)?.at(-1);
    return last === undefined || last.deleted ? undefined : last;
  }

  /** The versions in `span` that were present at `revision` (default: now, the open revision included), by key. */
  range(span: KeySpan, revision?: number): KeyVersion[] {
    const found: KeyVersion[] = [];
    for (const key of this.#keys.within(span)) {
      const version = revision === undefined ? this.live(key) : this.at(key, revision);
      if (version !== undefined) found.push(version);
    }
    return found;
  }

  /** The key as it was at `revision`; undefined where absent or forgotten. */
  at(key: Key, revision: number): KeyVersion | undefined {
    const history = this.#history.get(key) ?? [];
    for (let i = history.length - 1; i >= 0; i--) {
      const version = history[i] as KeyVersion;
      if (version.modRevision <= revision) return version.deleted ? undefined : version;
    }
    return undefined;
  }

  /** Opens the next revision, which becomes real with `end` if anything was written. */
  begin(): void {
    this.#open = [];
  }

  put(key: Key, value: Buffer, lease: bigint): KeyVersion {
    const before = this.live(key);
    const revision = this.revision + 1;
    return this.#write({
      key,
      value,
      createRevision: before?.createRevision ?? revision,
      modRevision: revision,
      version: (before?.version ?? 0) + 1,
      lease,
      deleted: false,
    });
  }

  delete(key: Key): KeyVersion {
    const revision = this.revision + 1;
    return this.#write({
      key,
      value: EMPTY,
      createRevision: 0,
      modRevision: revision,
      version: 0,
      lease: 0n,
      deleted: true,
    });
  }

  end(): void {
    const written = this.#open ?? [];
    this.#open = undefined;
    if (written.length === 0) return;
    this.revision += 1;
    this.#commits.push(written);
  }

  /** What `revision` wrote, in order; empty for a revision that is forgotten or to come. */
  commit(revision: number): readonly KeyVersion[] {
    return this.#commits[revision - this.#firstCommit] ?? [];
  }

  /** Forgets what only revisions below `revision` could see. */
  compact(revision: number): void {
    this.compactRevision = revision;
    this.compacted = true;
    const dropped = this.#commits.splice(0, Math.max(0, revision - this.#firstCommit));
    this.#firstCommit = Math.max(this.#firstCommit, revision);
    for (const written of dropped) for (const { key } of written) this.#compactKey(key, revision);
  }

  image(): StoreImage {
    const versions: KeyVersion[] = [];
    for (const key of this.#keys.within(spanOf(EMPTY, Buffer.of(0)))) {
      const oldest = this.#history.get(key)?.[0];
      if (oldest !== undefined && oldest.modRevision < this.#firstCommit) versions.push(oldest);
    }
    for (const written of this.#commits) versions.push(...written);
    return { revision: this.revision, compactRevision: this.compactRevision, versions };
  }

  static fromImage(image: StoreImage): MvccStore {
    const store = new MvccStore();
    store.revision = image.revision;
    store.compactRevision = image.compactRevision;
    store.compacted = image.compactRevision > 0;
    store.#firstCommit = Math.max(2, image.compactRevision);
    const commits: KeyVersion[][] = Array.from({ length: image.revision - store.#firstCommit + 1 }, () => []);
    for (const version of image.versions) {
      store.#remember(version);
      commits[version.modRevision - store.#firstCommit]?.push(version);
    }
    store.#commits = commits;
    return store;
  }

  #write(version: KeyVersion): KeyVersion {
    if (this.#open === undefined) throw new Error('write outside begin and end');
    this.#remember(version);
    this.#open.push(version);
    return version;
  }

  #remember(version: KeyVersion): void {
    const history = this.#history.get(version.key);
    const before = history?.at(-1);
    if (before?.deleted === false) {
      this.#liveCount -= 1;
      this.#liveBytes -= costOf(before);
    }
    if (history === undefined) {
      this.#history.set(version.key, [version]);
      this.#keys.add(version.key);
    } else history.push(version);
    this.bytes += costOf(version);
    if (version.deleted) return;
    this.#liveCount += 1;
    this.#liveBytes += costOf(version);
  }

  #compactKey(key: Key, revision: number): void {
    const history = this.#history.get(key);
    if (history === undefined) return;
    let keepFrom = history.findLastIndex((v) => v.modRevision <= revision);
    const oldest = history[keepFrom];
    // INVARIANT: a deletion at exactly `revision` stays, since a watcher may still start there.
    if (oldest?.deleted === true && oldest.modRevision < revision) keepFrom += 1;
    if (keepFrom <= 0) return;
    for (const gone of history.splice(0, keepFrom)) this.bytes -= costOf(gone);
    if (history.length > 0) return;
    this.#history.delete(key);
    this.#keys.delete(key);
  }
}

function costOf(version: KeyVersion): number {
  return 2 * version.key.length + version.value.length + VERSION_OVERHEAD_BYTES;
}
