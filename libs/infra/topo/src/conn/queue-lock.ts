import { TopoError } from '../errors.ts';
import { abortable, anySignal } from '../kv/abort.ts';
import { follow } from '../kv/follow.ts';
import type { Kv, KvCall, KvKeepAlive, KvPair } from '../kv/kv.ts';
import type { CallOptions, TopoLock } from './conn.ts';

export type QueueLockOptions = {
  readonly kv: Kv;
  /** The key prefix under which the contenders queue, ending in '/'. */
  readonly queue: string;
  /** What errors call it. */
  readonly subject: string;
  readonly body: Uint8Array;
  readonly ttlSeconds: number;
  readonly waitMs: number;
  readonly callTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Throw `LockHeld` instead of waiting. */
  readonly noWait: boolean;
};

/**
 * Queues a key that lives with a lease; whoever's key was created first holds the lock, the others wait for the one right before
 * them to go. Crashed holders leave with their lease.
 */
export async function acquireQueueLock(options: QueueLockOptions): Promise<TopoLock> {
  const { kv, subject } = options;
  const endMs = performance.now() + options.waitMs;
  const call = (): KvCall => ({
    subject,
    timeoutMs: Math.max(1, Math.min(options.callTimeoutMs, endMs - performance.now())),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const askedAtMs = performance.now();
  const lease = await kv.grant(options.ttlSeconds, call());
  const keeper = kv.keepAlive(lease, options.ttlSeconds, askedAtMs);
  const lock = new QueueLock(options, lease, keeper);
  try {
    await enqueue(options, lock.key, lease, call());
    await waitForTurn(options, lock, keeper, endMs, call);
    return lock;
  } catch (err) {
    await lock.unlock();
    throw err;
  }
}

async function enqueue(options: QueueLockOptions, key: string, lease: bigint, call: KvCall): Promise<void> {
  const result = await options.kv.txn(
    [{ kind: 'revision', key, modRevision: 0n }],
    [{ kind: 'put', key, value: options.body, lease }],
    { ...call, repeatable: true },
  );
  // The key carries our lease's id: if it is there, an earlier try of this very request made it.
  if (!result.ok && result.found[0]?.lease !== lease) throw new TopoError('NodeExists', key);
}

async function waitForTurn(
  options: QueueLockOptions,
  lock: QueueLock,
  keeper: KvKeepAlive,
  endMs: number,
  call: () => KvCall,
): Promise<void> {
  for (;;) {
    const { pairs } = await options.kv.read({ key: options.queue, prefix: true }, true, call());
    const before = predecessor(pairs, lock.key, options.subject);
    if (before === undefined) return;
    if (options.noWait) throw new TopoError('LockHeld', options.subject);
    const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(endMs - performance.now())));
    const stop = anySignal(options.signal, keeper.lost, timeout);
    await gone(options, before.key, stop);
    if (keeper.lost.aborted) throw new TopoError('LockLost', options.subject);
    if (options.signal?.aborted) throw new TopoError('Interrupted', options.subject, { cause: options.signal.reason });
    if (timeout.aborted) throw new TopoError('Timeout', options.subject);
  }
}

/** The contender right before ours, undefined when it is our turn. */
function predecessor(pairs: readonly KvPair[], ours: string, subject: string): KvPair | undefined {
  const own = pairs.find(({ key }) => key === ours);
  if (own === undefined) throw new TopoError('LockLost', subject);
  let before: KvPair | undefined;
  for (const pair of pairs) {
    if (pair.modRevision < own.modRevision && pair.modRevision > (before?.modRevision ?? 0n)) before = pair;
  }
  return before;
}

/** Returns when the key is gone, or `stop` is aborted. */
async function gone(options: QueueLockOptions, key: string, stop: AbortSignal): Promise<void> {
  const { kv, subject, callTimeoutMs } = options;
  for await (const batch of follow(kv, { key, prefix: false }, { signal: stop, subject, callTimeoutMs })) {
    if (batch.at(-1)?.value === undefined) return;
  }
}

class QueueLock implements TopoLock {
  readonly path: string;
  readonly key: string;
  readonly #options: QueueLockOptions;
  readonly #lease: bigint;
  readonly #keeper: KvKeepAlive;
  #released: Promise<void> | undefined;

  constructor(options: QueueLockOptions, lease: bigint, keeper: KvKeepAlive) {
    this.path = options.subject;
    this.key = `${options.queue}${lease}`;
    this.#options = options;
    this.#lease = lease;
    this.#keeper = keeper;
  }

  get lost(): AbortSignal {
    return this.#keeper.lost;
  }

  async check(options: CallOptions = {}): Promise<void> {
    if (this.lost.aborted || this.#released !== undefined) throw new TopoError('LockLost', this.path);
    const { pairs } = await this.#options.kv.read({ key: this.key, prefix: false }, true, {
      subject: this.path,
      timeoutMs: options.timeoutMs ?? this.#options.callTimeoutMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (pairs.length === 0) throw new TopoError('LockLost', this.path);
  }

  unlock(options: CallOptions = {}): Promise<void> {
    this.#released ??= this.#release(options.timeoutMs ?? Math.min(RELEASE_MS_MAX, this.#options.callTimeoutMs));
    return abortable(this.#released, options.signal, this.path);
  }

  async #release(timeoutMs: number): Promise<void> {
    this.#keeper.stop();
    await this.#options.kv.revoke(this.#lease, { subject: this.path, timeoutMs }).catch(() => {
      // The server is away: the lease ends by itself, as it would for a holder that died.
    });
  }
}

const RELEASE_MS_MAX = 3_000;
