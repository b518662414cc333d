import type { Key } from './key-span.ts';

export type Lease = {
  readonly id: bigint;
  readonly ttlSeconds: number;
  /** On the lessor's clock; moved on by every keep-alive. */
  expiresAtMs: number;
  readonly keys: Set<Key>;
};

/** Which leases there are, until when, and which keys hang on them. Told the time, never asks for it. */
export class Leases {
  readonly #byId = new Map<bigint, Lease>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: bigint): Lease | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Lease> {
    return this.#byId.values();
  }

  grant(id: bigint, ttlSeconds: number, nowMs: number): void {
    this.#byId.set(id, { id, ttlSeconds, expiresAtMs: nowMs + ttlSeconds * 1000, keys: new Set() });
  }

  revoke(id: bigint): void {
    this.#byId.delete(id);
  }

  keepAlive(id: bigint, nowMs: number): Lease | undefined {
    const lease = this.#byId.get(id);
    if (lease !== undefined) lease.expiresAtMs = nowMs + lease.ttlSeconds * 1000;
    return lease;
  }

  /** Every lease starts anew: nobody could keep it alive while the server was down. */
  restart(nowMs: number): void {
    for (const { id } of this.#byId.values()) this.keepAlive(id, nowMs);
  }

  /** The key now hangs on lease `to` (0: on none) instead of `from`. */
  move(key: Key, from: bigint, to: bigint): void {
    if (from !== 0n) this.#byId.get(from)?.keys.delete(key);
    if (to !== 0n) this.#byId.get(to)?.keys.add(key);
  }

  expired(nowMs: number): Lease[] {
    return [...this.#byId.values()].filter((lease) => lease.expiresAtMs <= nowMs);
  }

  /** Infinity when there is none. */
  nextExpiryMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const lease of this.#byId.values()) next = Math.min(next, lease.expiresAtMs);
    return next;
  }
}
