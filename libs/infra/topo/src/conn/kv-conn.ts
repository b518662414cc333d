import { TopoError } from '../errors.ts';
import { anySignal } from '../kv/abort.ts';
import { follow } from '../kv/follow.ts';
import type { Kv, KvCall, KvCondition, KvEvent, KvPair, KvWrite } from '../kv/kv.ts';
import type {
  CallOptions,
  DirEntry,
  LeaderParticipation,
  LockOptions,
  TopoChange,
  TopoConn,
  TopoEntry,
  TopoLock,
  TopoValue,
  TxnOp,
  Version,
  WatchOptions,
} from './conn.ts';
import { Election } from './election.ts';
import { lockBody } from './lock-body.ts';
import { acquireQueueLock } from './queue-lock.ts';

export type ConnOptions = {
  /** Time for one call, waits for an absent server included. */
  readonly callTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Life of locks and leaderships whose holder is gone. */
  readonly leaseTtlSeconds: number;
};

export const DEFAULT_CONN_OPTIONS: ConnOptions = { callTimeoutMs: 15_000, lockTimeoutMs: 45_000, leaseTtlSeconds: 30 };

const NAMED_LOCK_TTL_SECONDS = 24 * 60 * 60;
const TXN_OPS_MAX = 128;

/** TopoConn over keys: a path is a key below the root, a directory is a prefix. */
export class KvConn implements TopoConn {
  readonly #kv: Kv;
  readonly #root: string;
  readonly #options: ConnOptions;
  readonly #closed = new AbortController();
  readonly #locks = new Set<TopoLock>();

  /** `root` as in CellInfo, for instance `/vitess/zone1`. Owns `kv`: close ends it. */
  constructor(kv: Kv, root: string, options: Partial<ConnOptions> = {}) {
    this.#kv = kv;
    this.#root = root.replace(/\/+$/, '');
    this.#options = { ...DEFAULT_CONN_OPTIONS, ...options };
  }

  async get(path: string, options?: CallOptions): Promise<TopoValue> {
    const { pairs } = await this.#kv.read({ key: this.#key(path), prefix: false }, false, this.#call(path, options));
    const pair = pairs[0];
    if (pair === undefined) throw new TopoError('NoNode', path);
    return { contents: pair.value, version: pair.modRevision };
  }

  async list(prefix: string, options?: CallOptions): Promise<TopoEntry[]> {
    const { pairs } = await this.#kv.read({ key: this.#key(prefix), prefix: true }, false, this.#call(prefix, options));
    if (pairs.length === 0) throw new TopoError('NoNode', prefix);
    return pairs.map(({ key, value, modRevision }) => ({
      path: this.#path(key),
      contents: value,
      version: modRevision,
    }));
  }

  async listDir(dir: string, options?: CallOptions): Promise<DirEntry[]> {
    const prefix = `${dir === '' ? this.#root : this.#key(dir)}/`;
    const { pairs } = await this.#kv.read({ key: prefix, prefix: true }, true, this.#call(dir, options));
    if (pairs.length === 0) throw new TopoError('NoNode', dir);
    return dirEntries(pairs, prefix.length);
  }

  create(path: string, contents: Uint8Array, options?: CallOptions): Promise<Version> {
    return this.#write([{ kind: 'create', path, contents }], path, options);
  }

  update(path: string, contents: Uint8Array, version: Version | undefined, options?: CallOptions): Promise<Version> {
    const op: TxnOp =
      version === undefined ? { kind: 'upsert', path, contents } : { kind: 'update', path, contents, version };
    return this.#write([op], path, options);
  }

  async delete(path: string, version: Version | undefined, options?: CallOptions): Promise<void> {
    await this.#write([{ kind: 'delete', path, ...(version === undefined ? {} : { version }) }], path, options);
  }

  async txn(ops: readonly TxnOp[], options?: CallOptions): Promise<Version> {
    if (ops.length === 0 || ops.length > TXN_OPS_MAX || new Set(ops.map(({ path }) => path)).size < ops.length) {
      throw new TopoError('Invalid', `transaction of ${ops.length} writes: 1 to ${TXN_OPS_MAX}, one a path`);
    }
    return this.#write(ops, ops.map(({ path }) => path).join(', '), options);
  }

  async *watch(path: string, options: WatchOptions): AsyncGenerator<TopoChange, void> {
    const span = { key: this.#key(path), prefix: false };
    for await (const batch of follow(this.#kv, span, this.#followOptions(path, options))) {
      const event = batch.at(-1);
      yield { path, contents: event?.value, version: event?.modRevision ?? 0n };
    }
  }

  async *watchRecursive(dir: string, options: WatchOptions): AsyncGenerator<readonly TopoChange[], void> {
    const span = { key: `${dir === '' ? this.#root : this.#key(dir)}/`, prefix: true };
    for await (const batch of follow(this.#kv, span, this.#followOptions(dir, options))) {
      yield batch.map((event) => this.#change(event));
    }
  }

  async lock(dir: string, options?: LockOptions): Promise<TopoLock> {
    return this.#lockDir(dir, options, false);
  }

  async tryLock(dir: string, options?: LockOptions): Promise<TopoLock> {
    return this.#lockDir(dir, options, true);
  }

  lockName(name: string, options?: LockOptions): Promise<TopoLock> {
    const dir = `internal/named_locks/${name}`;
    return this.#acquire(dir, { ttlSeconds: NAMED_LOCK_TTL_SECONDS, ...options }, false);
  }

  elect(name: string, id: string): LeaderParticipation {
    return new Election({
      kv: this.#kv,
      queue: `${this.#key(`elections/${name}`)}/`,
      subject: `elections/${name}`,
      id,
      ttlSeconds: this.#options.leaseTtlSeconds,
      callTimeoutMs: this.#options.callTimeoutMs,
      closed: this.#closed.signal,
    });
  }

  async close(): Promise<void> {
    this.#closed.abort(new TopoError('Interrupted', 'connection closed'));
    await Promise.all([...this.#locks].map((lock) => lock.unlock({ timeoutMs: CLOSE_MS_MAX })));
    this.#kv.close();
  }

  async #lockDir(dir: string, options: LockOptions | undefined, noWait: boolean): Promise<TopoLock> {
    // Locking what is not there is nearly always a misspelt name.
    await this.listDir(dir, options);
    return this.#acquire(dir, options, noWait);
  }

  async #acquire(dir: string, options: LockOptions = {}, noWait: boolean): Promise<TopoLock> {
    const lock = await acquireQueueLock({
      kv: this.#kv,
      queue: `${this.#key(dir)}/locks/`,
      subject: dir,
      body: lockBody(options.action ?? 'Lock'),
      ttlSeconds: options.ttlSeconds ?? this.#options.leaseTtlSeconds,
      waitMs: options.timeoutMs ?? this.#options.lockTimeoutMs,
      callTimeoutMs: this.#options.callTimeoutMs,
      signal: anySignal(options.signal, this.#closed.signal),
      noWait,
    });
    return this.#track(lock);
  }

  #track(lock: TopoLock): TopoLock {
    this.#locks.add(lock);
    lock.lost.addEventListener('abort', () => this.#locks.delete(lock), { once: true });
    return {
      path: lock.path,
      lost: lock.lost,
      check: (options) => lock.check(options),
      unlock: (options) => {
        this.#locks.delete(lock);
        return lock.unlock(options);
      },
    };
  }

  async #write(ops: readonly TxnOp[], subject: string, options: CallOptions | undefined): Promise<Version> {
    const conditions = ops.map((op) => this.#condition(op)).filter((condition) => condition !== undefined);
    const writes = ops.map((op) => this.#kvWrite(op));
    const result = await this.#kv.txn(conditions, writes, this.#call(subject, options));
    if (result.ok) return result.revision;
    const failed = conditions.findIndex((condition, i) => !holds(condition, result.found[i]));
    const condition = conditions[failed] ?? conditions[0];
    throw refusal(condition as KvCondition, result.found[failed], this.#path(condition?.key ?? ''));
  }

  #condition(op: TxnOp): KvCondition | undefined {
    const key = this.#key(op.path);
    if (op.kind === 'create') return { kind: 'revision', key, modRevision: 0n };
    if (op.kind === 'upsert') return undefined;
    return op.version === undefined ? { kind: 'present', key } : { kind: 'revision', key, modRevision: op.version };
  }

  #kvWrite(op: TxnOp): KvWrite {
    const key = this.#key(op.path);
    return op.kind === 'delete' ? { kind: 'delete', key } : { kind: 'put', key, value: op.contents };
  }

  #followOptions(subject: string, { signal, onState }: WatchOptions) {
    return {
      signal: anySignal(signal, this.#closed.signal),
      subject,
      callTimeoutMs: this.#options.callTimeoutMs,
      ...(onState === undefined ? {} : { onState }),
    };
  }

  #call(subject: string, options: CallOptions = {}): KvCall {
    return {
      subject,
      timeoutMs: options.timeoutMs ?? this.#options.callTimeoutMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
  }

  #change(event: KvEvent): TopoChange {
    return { path: this.#path(event.key), contents: event.value, version: event.modRevision };
  }

  #key(path: string): string {
    return `${this.#root}/${path}`;
  }

  #path(key: string): string {
    return key.slice(this.#root.length + 1);
  }
}

const CLOSE_MS_MAX = 1_000;

function holds(condition: KvCondition, found: KvPair | undefined): boolean {
  if (condition.kind === 'present') return found !== undefined;
  return (found?.modRevision ?? 0n) === condition.modRevision;
}

function refusal(condition: KvCondition, found: KvPair | undefined, path: string): TopoError {
  if (condition.kind === 'revision' && condition.modRevision === 0n) return new TopoError('NodeExists', path);
  return new TopoError(found === undefined ? 'NoNode' : 'BadVersion', path);
}

/** The names right behind the prefix, which the keys share; they come sorted. */
function dirEntries(pairs: readonly KvPair[], prefixLength: number): DirEntry[] {
  const entries = new Map<string, DirEntry>();
  for (const { key, lease } of pairs) {
    const [name = '', ...deeper] = key.slice(prefixLength).split('/');
    if (deeper.length > 0) entries.set(name, { name, kind: 'directory', ephemeral: false });
    else if (!entries.has(name)) entries.set(name, { name, kind: 'file', ephemeral: lease !== 0n });
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
