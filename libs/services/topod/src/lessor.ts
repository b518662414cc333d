import { randomBytes } from 'node:crypto';
import type { Engine } from './engine.ts';
import type { Limits } from './limits.ts';
import { EtcdError } from './rpc/etcd-error.ts';
import type { Lease } from './store/leases.ts';

/** Node's timers count in 32 bits. */
const TIMER_MS_MAX = 0x7fff_ffff;
/** So that a lease that cannot be ended right now does not make the process spin. */
const TIMER_MS_MIN = 20;

/** Grants leases, keeps them alive, and ends them on time. */
export class Lessor {
  readonly #engine: Engine;
  readonly #limits: Limits;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(engine: Engine, limits: Limits) {
    this.#engine = engine;
    this.#limits = limits;
    engine.state.leases.restart(engine.nowMs);
    this.#schedule();
  }

  grant(wantedId: bigint, wantedTtlSeconds: number): Lease {
    const { leases } = this.#engine.state;
    if (wantedTtlSeconds > this.#limits.leaseTtlSecondsMax) throw new EtcdError('leaseTtlTooLarge');
    if (leases.size >= this.#limits.leasesMax) throw new EtcdError('tooManyLeases');
    if (wantedId !== 0n && leases.get(wantedId) !== undefined) throw new EtcdError('leaseExists');
    const id = wantedId === 0n ? this.#freeId() : wantedId;
    const ttlSeconds = Math.max(wantedTtlSeconds, this.#limits.leaseTtlSecondsMin);
    this.#engine.write((recorder) => recorder.grant(id, ttlSeconds));
    const lease = leases.get(id) as Lease;
    this.#schedule(lease.expiresAtMs);
    return lease;
  }

  revoke(id: bigint): void {
    if (this.#engine.state.leases.get(id) === undefined) throw new EtcdError('leaseNotFound');
    this.#engine.write((recorder) => recorder.revoke(id));
  }

  /** Undefined: there is no such lease (any more). */
  keepAlive(id: bigint): Lease | undefined {
    return this.#engine.state.leases.keepAlive(id, this.#engine.nowMs);
  }

  secondsLeft(lease: Lease): number {
    return Math.max(0, Math.floor((lease.expiresAtMs - this.#engine.nowMs) / 1000));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #freeId(): bigint {
    for (;;) {
      // Positive, as etcd's are: clients print them as they like.
      const id = randomBytes(8).readBigUInt64BE() >> 1n;
      if (id !== 0n && this.#engine.state.leases.get(id) === undefined) return id;
    }
  }

  #schedule(at = this.#engine.state.leases.nextExpiryMs()): void {
    if (this.#closed || at >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = at;
    this.#timer = setTimeout(
      () => this.#expire(),
      Math.min(TIMER_MS_MAX, Math.max(TIMER_MS_MIN, Math.ceil(at - this.#engine.nowMs))),
    );
    this.#timer.unref();
  }

  #expire(): void {
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    for (const { id } of this.#engine.state.leases.expired(this.#engine.nowMs)) {
      try {
        this.revoke(id);
      } catch {
        // The disk is behind or gone; the lease is looked at again below, and a dead disk ends the server.
      }
    }
    this.#schedule();
  }
}
