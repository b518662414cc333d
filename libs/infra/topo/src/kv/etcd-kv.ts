import { randomBytes } from 'node:crypto';
import type { Etcd3, ICompare, IKeyValue, IRequestOp } from 'etcd3';
import { TopoError } from '../errors.ts';
import { callEtcd, type EtcdCredentials, newEtcd } from './etcd-client.ts';
import { keepEtcdLease } from './etcd-keep-alive.ts';
import { watchEtcd } from './etcd-watch.ts';
import type {
  Kv,
  KvCall,
  KvCondition,
  KvKeepAlive,
  KvPair,
  KvSpan,
  KvTxnResult,
  KvWatchHandler,
  KvWrite,
} from './kv.ts';

/** etcd, or the topology server that speaks its API. */
export class EtcdKv implements Kv {
  readonly #calls: Etcd3;
  readonly #watches: Etcd3;
  readonly #leases: Etcd3;
  readonly #ends = new Set<() => void>();

  /** `hosts`: `host:port` of one or more members of one cluster. */
  constructor(hosts: readonly string[], credentials: EtcdCredentials = {}) {
    this.#calls = newEtcd(hosts, credentials);
    this.#watches = newEtcd(hosts, credentials);
    this.#leases = newEtcd(hosts, credentials);
  }

  async read(span: KvSpan, keysOnly: boolean, call: KvCall): Promise<{ pairs: KvPair[]; revision: bigint }> {
    const request = { ...rangeOf(span), keys_only: keysOnly };
    const response = await callEtcd(call, 'read', (options) => this.#calls.kv.range(request, options));
    return { pairs: response.kvs.map(pairOf), revision: BigInt(response.header.revision) };
  }

  async txn(conditions: readonly KvCondition[], writes: readonly KvWrite[], call: KvCall): Promise<KvTxnResult> {
    const request = {
      compare: conditions.map(compareOf),
      success: writes.map(writeOf),
      failure: conditions.map(({ key }) => ({ request_range: { key: Buffer.from(key) } })),
    };
    const response = await callEtcd(call, 'write', (options) => this.#calls.kv.txn(request, options));
    if (response.succeeded) return { ok: true, revision: BigInt(response.header.revision) };
    const found = response.responses.map(({ response_range: { kvs } }) => (kvs[0] ? pairOf(kvs[0]) : undefined));
    return { ok: false, found };
  }

  watch(span: KvSpan, startRevision: bigint, handler: KvWatchHandler): () => void {
    return this.#track((untrack) => {
      const onEnd: KvWatchHandler['onEnd'] = (reason) => {
        untrack();
        handler.onEnd(reason);
      };
      return watchEtcd(this.#watches.watchClient, rangeOf(span), startRevision, { ...handler, onEnd });
    });
  }

  async grant(ttlSeconds: number, call: KvCall): Promise<bigint> {
    // An id of our own makes the request repeatable: a second try finds the lease of the first.
    const id = randomBytes(8).readBigUInt64BE() >> 1n;
    const request = { ID: String(id), TTL: ttlSeconds };
    try {
      await callEtcd({ ...call, repeatable: true }, 'write', (options) =>
        this.#leases.leaseClient.leaseGrant(request, options),
      );
    } catch (err) {
      if (!(err instanceof TopoError) || !err.message.includes('lease already exists')) throw err;
    }
    return id;
  }

  async revoke(lease: bigint, call: KvCall): Promise<void> {
    const request = { ID: String(lease) };
    try {
      await callEtcd({ ...call, repeatable: true }, 'write', (options) =>
        this.#leases.leaseClient.leaseRevoke(request, options),
      );
    } catch (err) {
      // Gone already, which is what was wanted.
      if (!(err instanceof TopoError && err.kind === 'LockLost')) throw err;
    }
  }

  keepAlive(lease: bigint, ttlSeconds: number, askedAtMs: number): KvKeepAlive {
    let lost: AbortSignal | undefined;
    const stop = this.#track(() => {
      const keeper = keepEtcdLease(this.#leases.leaseClient, lease, ttlSeconds, askedAtMs);
      lost = keeper.lost;
      return keeper.stop;
    });
    return { lost: lost as unknown as AbortSignal, stop };
  }

  close(): void {
    for (const end of [...this.#ends]) end();
    for (const client of [this.#calls, this.#watches, this.#leases]) client.close();
  }

  /** Starts something that `close` must end if nobody else did. */
  #track(start: (untrack: () => void) => () => void): () => void {
    const untrack = (): void => void this.#ends.delete(end);
    const started: { stop?: () => void } = {};
    const end = (): void => {
      untrack();
      started.stop?.();
    };
    this.#ends.add(end);
    started.stop = start(untrack);
    return end;
  }
}

function rangeOf(span: KvSpan): { key: Buffer; range_end?: Buffer } {
  const key = Buffer.from(span.key);
  return span.prefix ? { key, range_end: prefixEnd(key) } : { key };
}

/** The first key behind all that start with `prefix`. */
function prefixEnd(prefix: Buffer): Buffer {
  for (let last = prefix.length - 1; last >= 0; last--) {
    const byte = prefix[last] as number;
    if (byte < 0xff) return Buffer.concat([prefix.subarray(0, last), Buffer.of(byte + 1)]);
  }
  return Buffer.of(0);
}

function pairOf(kv: IKeyValue): KvPair {
  return {
    key: kv.key.toString(),
    value: kv.value,
    modRevision: BigInt(kv.mod_revision),
    lease: BigInt(kv.lease),
  };
}

function compareOf(condition: KvCondition): ICompare {
  const key = Buffer.from(condition.key);
  // A key that is absent has modification revision 0.
  if (condition.kind === 'present') return { key, target: 'Mod', result: 'Greater', mod_revision: '0' };
  return { key, target: 'Mod', result: 'Equal', mod_revision: String(condition.modRevision) };
}

function writeOf(write: KvWrite): IRequestOp {
  const key = Buffer.from(write.key);
  if (write.kind === 'delete') return { request_delete_range: { key } };
  return { request_put: { key, value: Buffer.from(write.value), lease: String(write.lease ?? 0n) } };
}
