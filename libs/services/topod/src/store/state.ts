import type { Effect } from '../log/effect.ts';
import type { Key } from './key-span.ts';
import { Leases } from './leases.ts';
import { type KeyVersion, MvccStore } from './mvcc-store.ts';

export type Identity = { readonly clusterId: bigint; readonly memberId: bigint };

/**
 * Everything the data file stands for. Requests write through `record`, which applies and notes each effect; the log
 * replays the same effects through `apply`, so both arrive at the same state.
 */
export class TopoState {
  readonly identity: Identity;
  readonly store: MvccStore;
  readonly leases: Leases;

  constructor(identity: Identity, store = new MvccStore(), leases = new Leases()) {
    this.identity = identity;
    this.store = store;
    this.leases = leases;
  }

  /** Runs `write` as one revision and answers with what it did. `write` must not throw. */
  record(nowMs: number, write: (recorder: Recorder) => void): Effect[] {
    const recorder = new Recorder(this, nowMs);
    this.store.begin();
    write(recorder);
    this.store.end();
    return recorder.effects;
  }

  apply(effects: readonly Effect[], nowMs: number): void {
    this.record(nowMs, (recorder) => {
      for (const effect of effects) recorder.run(effect);
    });
  }
}

/** The only way to change a state. */
export class Recorder {
  readonly effects: Effect[] = [];
  readonly #state: TopoState;
  readonly #nowMs: number;

  constructor(state: TopoState, nowMs: number) {
    this.#state = state;
    this.#nowMs = nowMs;
  }

  put(key: Key, value: Buffer, lease: bigint): KeyVersion {
    this.effects.push({ kind: 'put', key, value, lease });
    this.#state.leases.move(key, this.#state.store.live(key)?.lease ?? 0n, lease);
    return this.#state.store.put(key, value, lease);
  }

  /** The key must be there. */
  delete(key: Key): KeyVersion {
    this.effects.push({ kind: 'delete', key });
    this.#state.leases.move(key, this.#state.store.live(key)?.lease ?? 0n, 0n);
    return this.#state.store.delete(key);
  }

  grant(id: bigint, ttlSeconds: number): void {
    this.effects.push({ kind: 'grant', id, ttlSeconds });
    this.#state.leases.grant(id, ttlSeconds, this.#nowMs);
  }

  /** Ends the lease and deletes its keys. */
  revoke(id: bigint): void {
    for (const key of [...(this.#state.leases.get(id)?.keys ?? [])].sort()) this.delete(key);
    this.run({ kind: 'revoke', id });
  }

  compact(revision: number): void {
    this.run({ kind: 'compact', revision });
  }

  run(effect: Effect): void {
    switch (effect.kind) {
      case 'put':
        this.put(effect.key, effect.value, effect.lease);
        return;
      case 'delete':
        this.delete(effect.key);
        return;
      case 'grant':
        this.grant(effect.id, effect.ttlSeconds);
        return;
      case 'revoke':
        this.effects.push(effect);
        this.#state.leases.revoke(effect.id);
        return;
      case 'compact':
        this.effects.push(effect);
        this.#state.store.compact(effect.revision);
        return;
    }
  }
}
