/**
 * The port under TopoConn: etcd's model of keys, revisions and leases, cut down to what the topology needs. Two
 * implementations, etcd's API over gRPC and memory; locks, watches and elections are written once, above it.
 */

export type KvPair = {
  readonly key: string;
  readonly value: Buffer;
  readonly modRevision: bigint;
  /** 0: the key is not bound to a lease. */
  readonly lease: bigint;
};

/** A change of one key; `value` undefined: deleted. */
export type KvEvent = { readonly key: string; readonly value: Buffer | undefined; readonly modRevision: bigint };

/** `modRevision` 0: the key must be absent. `present`: it must be there, whatever its revision. */
export type KvCondition =
  | { readonly kind: 'revision'; readonly key: string; readonly modRevision: bigint }
  | { readonly kind: 'present'; readonly key: string };

export type KvWrite =
  | { readonly kind: 'put'; readonly key: string; readonly value: Uint8Array; readonly lease?: bigint }
  | { readonly kind: 'delete'; readonly key: string };

export type KvTxnResult =
  | { readonly ok: true; readonly revision: bigint }
  /** What the conditions' keys hold instead, in their order. */
  | { readonly ok: false; readonly found: readonly (KvPair | undefined)[] };

export type KvCall = {
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** What errors speak of. */
  readonly subject: string;
  /** A write that may be sent again when it is unknown whether it ran. Reads always may. */
  readonly repeatable?: boolean;
};

/** One key, or all that start with it. */
export type KvSpan = { readonly key: string; readonly prefix: boolean };

export type KvWatchHandler = {
  /** The watch stands; the server is at `revision`. */
  readonly onOpen: (revision: bigint) => void;
  readonly onEvents: (events: readonly KvEvent[], revision: bigint) => void;
  /** It will not tell more: `compacted` when history does not reach back to the start, else the connection broke. */
  readonly onEnd: (reason: { readonly kind: 'compacted' } | { readonly kind: 'failed'; readonly error: Error }) => void;
};

export type KvKeepAlive = {
  /** Aborts when the lease is gone, or must be taken for gone because nothing was heard for its whole time. */
  readonly lost: AbortSignal;
  stop(): void;
};

export interface Kv {
  /** Sorted by key. Throws TopoError, as all methods do. */
  read(span: KvSpan, keysOnly: boolean, call: KvCall): Promise<{ pairs: KvPair[]; revision: bigint }>;
  txn(conditions: readonly KvCondition[], writes: readonly KvWrite[], call: KvCall): Promise<KvTxnResult>;
  /** Tries once; the handler hears one `onEnd` unless the returned function was called before. */
  watch(span: KvSpan, startRevision: bigint, handler: KvWatchHandler): () => void;
  grant(ttlSeconds: number, call: KvCall): Promise<bigint>;
  revoke(lease: bigint, call: KvCall): Promise<void>;
  /** `askedAtMs`: when it was asked for, by performance.now(). */
  keepAlive(lease: bigint, ttlSeconds: number, askedAtMs: number): KvKeepAlive;
  close(): void;
}
