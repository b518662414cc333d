/**
 * The port to one cell's topology server: a tree of small files with versions, watches, locks and elections.
 * Paths are relative to the cell's root and have no leading slash (`keyspaces/commerce/Keyspace`);
 * directories exist as long as something is in them.
 */

/** Changes with every write of a record (etcd's mod_revision). Opaque but for equality and order. */
export type Version = bigint;

export type TopoValue = { readonly contents: Buffer; readonly version: Version };
export type TopoEntry = TopoValue & { readonly path: string };

/** One name in a directory. A name that is both a file and a directory is reported as a directory. */
export type DirEntry = { readonly name: string; readonly kind: 'file' | 'directory'; readonly ephemeral: boolean };

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Default: the connection's `callTimeoutMs`. */
  readonly timeoutMs?: number;
};

/** One record after a change; `contents` undefined: it is not there. */
export type TopoChange = { readonly path: string; readonly contents: Buffer | undefined; readonly version: Version };

export type WatchState = { readonly connected: true } | { readonly connected: false; readonly error: Error };

export type WatchOptions = {
  /** Ends the iteration, without an error. */
  readonly signal: AbortSignal;
  /** Told when the server is lost and found again; what was yielded before stays the best knowledge. */
  readonly onState?: (state: WatchState) => void;
};

export type LockOptions = CallOptions & {
  /** Kept in the lock's body for whoever looks; default 'Lock'. */
  readonly action?: string;
  /** Seconds the lock outlives a holder that dies. */
  readonly ttlSeconds?: number;
  /** How long to wait for the lock; default: the connection's `lockTimeoutMs`. */
  readonly timeoutMs?: number;
};

export interface TopoLock {
  /** Directory or name that is locked. */
  readonly path: string;
  /** Aborts (with a `LockLost` error as reason) when the lease ended; the holder must stop writing. */
  readonly lost: AbortSignal;
  /** Asks the server whether the lock is still ours. Throws `LockLost`. */
  check(options?: CallOptions): Promise<void>;
  /** Gives it up. Safe to call twice; when the server cannot be told, the lease ends by itself. */
  unlock(options?: CallOptions): Promise<void>;
}

export interface LeaderParticipation {
  /**
   * Waits to become leader. The signal that comes back aborts when leadership is lost or `stop()` is called.
   * Throws `Interrupted` when stopped before.
   */
  waitForLeadership(signal?: AbortSignal): Promise<AbortSignal>;
  /** The id of the present leader, undefined when there is none. */
  currentLeader(options?: CallOptions): Promise<string | undefined>;
  /** Gives leadership up and takes no more part. */
  stop(): Promise<void>;
}

/** Writes of a transaction; each names what must be true of its record first. */
export type TxnOp =
  | { readonly kind: 'create'; readonly path: string; readonly contents: Uint8Array }
  | { readonly kind: 'update'; readonly path: string; readonly contents: Uint8Array; readonly version: Version }
  | { readonly kind: 'upsert'; readonly path: string; readonly contents: Uint8Array }
  | { readonly kind: 'delete'; readonly path: string; readonly version?: Version };

export interface TopoConn {
  /** Throws `NoNode`. */
  get(path: string, options?: CallOptions): Promise<TopoValue>;
  /** Every record whose path starts with `prefix` (not only whole segments), sorted by path. Throws `NoNode` when there is none. */
  list(prefix: string, options?: CallOptions): Promise<TopoEntry[]>;
  /** The names right under `dir` ('' is the root), sorted. Throws `NoNode` when there is none. */
  listDir(dir: string, options?: CallOptions): Promise<DirEntry[]>;
  /** Throws `NodeExists`. */
  create(path: string, contents: Uint8Array, options?: CallOptions): Promise<Version>;
  /** With a version: throws `BadVersion` (or `NoNode`) unless it is the present one. Without: writes, creating where needed. */
  update(path: string, contents: Uint8Array, version: Version | undefined, options?: CallOptions): Promise<Version>;
  /** Throws `NoNode`; with a version also `BadVersion`. */
  delete(path: string, version: Version | undefined, options?: CallOptions): Promise<void>;
  /** All or nothing. Throws the error of the first write whose condition fails. At most 128 writes, one a path. */
  txn(ops: readonly TxnOp[], options?: CallOptions): Promise<Version>;

  /**
   * The present state of a record, then each newer one. States that follow each other faster than they are read are
   * conflated to the last; after an outage, a restart or a compaction the iteration goes on with the newest state.
   */
  watch(path: string, options: WatchOptions): AsyncIterable<TopoChange>;
  /** The same for every record below `dir`: first all that is there (perhaps nothing), then changes in batches, each path at most once a batch. */
  watchRecursive(dir: string, options: WatchOptions): AsyncIterable<readonly TopoChange[]>;

  /** Waits for the lock of directory `dir`, which must exist (`NoNode`). Throws `Timeout`, `Interrupted`. */
  lock(dir: string, options?: LockOptions): Promise<TopoLock>;
  /** As `lock`, but throws `LockHeld` where waiting would be needed. */
  tryLock(dir: string, options?: LockOptions): Promise<TopoLock>;
  /** A lock on a mere name under `internal/named_locks`; default lease 24 h. */
  lockName(name: string, options?: LockOptions): Promise<TopoLock>;

  /** Takes part in the election `name` as `id`; elections are apart from locks. */
  elect(name: string, id: string): LeaderParticipation;

  /** Ends watches, gives locks up best-effort and frees sockets and timers. Nothing keeps the process alive after. */
  close(): Promise<void>;
}
