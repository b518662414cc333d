import { TopoError } from '../errors.ts';
import { abortable, sleep, throwIfAborted } from './abort.ts';
import type {
  Kv,
  KvCall,
  KvCondition,
  KvEvent,
  KvKeepAlive,
  KvPair,
  KvSpan,
  KvTxnResult,
  KvWatchHandler,
  KvWrite,
} from './kv.ts';

/** Events kept for watches that start in the past. */
const HISTORY_EVENTS_MAX = 10_000;
const RETRY_MS = 10;

type MemoryLease = { readonly ttlMs: number; timer: NodeJS.Timeout };
/** `next`: the first revision it has not been told. */
type MemoryWatch = { readonly span: KvSpan; next: bigint; readonly handler: KvWatchHandler };

/**
 * A topology server in this process: for tests and for a cluster that lives in one process. Same rules as etcd: one
 * revision a transaction, leases that run out, watches that can start in the past.
 */
export class MemoryServer {
  readonly #pairs = new Map<string, KvPair>();
  readonly #leases = new Map<bigint, MemoryLease>();
  readonly #watches = new Set<MemoryWatch>();
  #history: KvEvent[] = [];
  #forgotten = 0n;
  #revision = 1n;
  #nextLease = 1n;
  #reachable = true;

  connect(): Kv {
    return new MemoryKv(this);
  }

  /** Fault for tests: while unreachable every call fails and every watch breaks; leases go on running out. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
    if (reachable) return;
    for (const watch of [...this.#watches]) {
      this.#watches.delete(watch);
      watch.handler.onEnd({ kind: 'failed', error: new Error('unreachable') });
    }
  }

  /** Fault for tests: forgets the history that watches catch up from. */
  compact(): void {
    this.#history = [];
    this.#forgotten = this.#revision;
  }

  get reachable(): boolean {
    return this.#reachable;
  }

  read(span: KvSpan, keysOnly: boolean): { pairs: KvPair[]; revision: bigint } {
    const found = [...this.#pairs.values()].filter((pair) => covers(span, pair.key));
    found.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
    const pairs = keysOnly ? found.map((pair) => ({ ...pair, value: Buffer.alloc(0) })) : found;
    return { pairs, revision: this.#revision };
  }

  txn(conditions: readonly KvCondition[], writes: readonly KvWrite[]): KvTxnResult {
    const found = conditions.map(({ key }) => this.#pairs.get(key));
    const holds = conditions.every((c, i) =>
      c.kind === 'present' ? found[i] !== undefined : (found[i]?.modRevision ?? 0n) === c.modRevision,
    );
    if (!holds) return { ok: false, found };
    for (const write of writes) {
      if (write.kind === 'put' && write.lease !== undefined && !this.#leases.has(write.lease)) {
        throw new TopoError('LockLost', write.key);
      }
    }
    this.#write(writes);
    return { ok: true, revision: this.#revision };
  }

  watch(span: KvSpan, from: bigint, handler: KvWatchHandler): () => void {
    const watch: MemoryWatch = { span, next: from, handler };
    this.#watches.add(watch);
    // Later, as over a network: the caller holds the way to cancel before anything happens.
    setImmediate(() => {
      if (!this.#watches.has(watch)) return;
      if (!this.#reachable) this.#end(watch, { kind: 'failed', error: new Error('unreachable') });
      else if (from <= this.#forgotten) this.#end(watch, { kind: 'compacted' });
      else {
        handler.onOpen(this.#revision);
        this.#tell(watch, this.#history);
      }
    });
    return () => this.#watches.delete(watch);
  }

  grant(ttlSeconds: number): bigint {
    const id = this.#nextLease++;
    this.#leases.set(id, { ttlMs: ttlSeconds * 1000, timer: this.#timer(id, ttlSeconds * 1000) });
    return id;
  }

  keepAlive(id: bigint): boolean {
    const lease = this.#leases.get(id);
    if (lease === undefined) return false;
    clearTimeout(lease.timer);
    lease.timer = this.#timer(id, lease.ttlMs);
    return true;
  }

  revoke(id: bigint): void {
    clearTimeout(this.#leases.get(id)?.timer);
    if (!this.#leases.delete(id)) return;
    const keys = [...this.#pairs.values()].filter((pair) => pair.lease === id).map(({ key }) => key);
    if (keys.length > 0) this.#write(keys.map((key) => ({ kind: 'delete', key })));
  }

  #timer(id: bigint, ttlMs: number): NodeJS.Timeout {
    return setTimeout(() => this.revoke(id), Math.min(ttlMs, 0x7fff_ffff)).unref();
  }

  #write(writes: readonly KvWrite[]): void {
    const events: KvEvent[] = [];
    const modRevision = this.#revision + 1n;
    for (const write of writes) {
      if (write.kind === 'delete') {
        if (this.#pairs.delete(write.key)) events.push({ key: write.key, value: undefined, modRevision });
        continue;
      }
      const value = Buffer.from(write.value);
      this.#pairs.set(write.key, { key: write.key, value, modRevision, lease: write.lease ?? 0n });
      events.push({ key: write.key, value, modRevision });
    }
    if (events.length === 0) return;
    this.#revision = modRevision;
    this.#history.push(...events);
    if (this.#history.length > HISTORY_EVENTS_MAX) {
      const kept = this.#history.slice(-HISTORY_EVENTS_MAX / 2);
      this.#forgotten = kept[0]?.modRevision ?? this.#revision;
      this.#history = kept;
    }
    setImmediate(() => {
      for (const watch of [...this.#watches]) this.#tell(watch, events);
    });
  }

  #tell(watch: MemoryWatch, events: readonly KvEvent[]): void {
    const wanted = events.filter((event) => event.modRevision >= watch.next && covers(watch.span, event.key));
    if (wanted.length === 0 || !this.#watches.has(watch)) return;
    watch.next = (events.at(-1)?.modRevision ?? 0n) + 1n;
    watch.handler.onEvents(wanted, this.#revision);
  }

  #end(watch: MemoryWatch, reason: Parameters<KvWatchHandler['onEnd']>[0]): void {
    this.#watches.delete(watch);
    watch.handler.onEnd(reason);
  }
}

function covers(span: KvSpan, key: string): boolean {
  return span.prefix ? key.startsWith(span.key) : key === span.key;
}

class MemoryKv implements Kv {
  readonly #server: MemoryServer;
  readonly #stops = new Set<() => void>();

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  read(span: KvSpan, keysOnly: boolean, call: KvCall): Promise<{ pairs: KvPair[]; revision: bigint }> {
    return this.#run(call, () => this.#server.read(span, keysOnly));
  }

  txn(conditions: readonly KvCondition[], writes: readonly KvWrite[], call: KvCall): Promise<KvTxnResult> {
    return this.#run(call, () => this.#server.txn(conditions, writes));
  }

  watch(span: KvSpan, startRevision: bigint, handler: KvWatchHandler): () => void {
    return this.#track(this.#server.watch(span, startRevision, handler));
  }

  grant(ttlSeconds: number, call: KvCall): Promise<bigint> {
    return this.#run(call, () => this.#server.grant(ttlSeconds));
  }

  revoke(lease: bigint, call: KvCall): Promise<void> {
    return this.#run(call, () => this.#server.revoke(lease));
  }

  keepAlive(lease: bigint, ttlSeconds: number, askedAtMs: number): KvKeepAlive {
    const controller = new AbortController();
    let answeredAtMs = askedAtMs;
    const beat = setInterval(
      () => {
        if (this.#server.reachable && this.#server.keepAlive(lease)) {
          answeredAtMs = performance.now();
          return;
        }
        const silentMs = performance.now() - answeredAtMs;
        if (this.#server.reachable || silentMs >= ttlSeconds * 1000) {
          stop();
          controller.abort(new TopoError('LockLost', `lease ${lease}`));
        }
      },
      (ttlSeconds * 1000) / 6,
    );
    const stop = this.#track(() => clearInterval(beat));
    return { lost: controller.signal, stop };
  }

  close(): void {
    for (const stop of [...this.#stops]) stop();
  }

  #track(stop: () => void): () => void {
    const tracked = (): void => {
      this.#stops.delete(tracked);
      stop();
    };
    this.#stops.add(tracked);
    return tracked;
  }

  /** Waits for the server as a connection over the network does. */
  async #run<T>(call: KvCall, work: () => T): Promise<T> {
    throwIfAborted(call.signal, call.subject);
    await abortable(Promise.resolve(), call.signal, call.subject);
    const endMs = performance.now() + call.timeoutMs;
    while (!this.#server.reachable) {
      if (performance.now() >= endMs) throw new TopoError('Unavailable', call.subject);
      await sleep(RETRY_MS, call.signal, call.subject);
    }
    return work();
  }
}
