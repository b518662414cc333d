import { anySignal } from '@vt/base';
import type { RequestInput, Response } from '@vt/proto';
import type { Logger } from '@vt/servenv';
import { checkHeld, type Shard, type Tablet, type TopoLock, type TopoServer, tabletAliasEqual } from '@vt/topo';
import { type Durability, durabilityPolicy } from './durability.ts';
import { Events } from './events.ts';
import { compareTimes, type LastKnown, shardTablets } from './shard-tablets.ts';
import type { Manager, ManagerMethod, TabletManagers } from './tablet-managers.ts';

/** What reparents work with. */
export type ReparentDeps = {
  readonly topo: TopoServer;
  readonly tablets: TabletManagers;
  readonly log: Logger;
  /** The longest that one call to a tablet may take, where nothing else is said. */
  readonly remoteTimeoutMs: number;
  /** By whom a cell's tablets are known while its topology is away. */
  readonly lastKnown?: LastKnown;
};

/** One reparent of one shard, under the shard's lock: what all its steps share. */
export type Reparent = {
  readonly deps: ReparentDeps;
  readonly keyspace: string;
  readonly shard: string;
  /** The shard's. */
  readonly lock: TopoLock;
  readonly record: Shard;
  readonly durability: Durability;
  readonly tablets: readonly Tablet[];
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly events: Events;
};

export type Reparented = { readonly primary: Tablet; readonly events: Events };

type Where = { readonly keyspace: string; readonly shard: string };

/**
 * How long the shard's lock outlives who dies in the midst of a reparent: no longer than gates hold statements back (--buffer-window, 10 s), less what somebody else needs then to bring it
 * to an end.
 */
export const REPARENT_LOCK_TTL_S = 7;

/** Takes the shard's lock, reads the shard, and does the work. The work's signal aborts when the lock is lost. */
export async function underShardLock<T>(
  deps: ReparentDeps,
  { keyspace, shard }: Where,
  action: string,
  waitMs: number,
  signal: AbortSignal,
  work: (reparent: Reparent) => Promise<T>,
): Promise<T> {
  const lock = await deps.topo.shards.lock(keyspace, shard, action, { signal, ttlSeconds: REPARENT_LOCK_TTL_S });
  try {
    return await work(await openReparent(deps, { keyspace, shard }, lock, waitMs, signal));
  } finally {
    await release(lock, deps.log);
  }
}

/** Gives the shard's lock up. Never rejects: what was done under the lock is done, and the lock's lease ends without us. */
export async function release(lock: TopoLock, log: Logger): Promise<void> {
  try {
    await lock.unlock();
  } catch (error) {
    log.warn({ err: error, lock: lock.path }, 'the lock was not given up: it ends by itself');
  }
}

/** Reads the shard, whose lock is held. */
export async function openReparent(
  deps: ReparentDeps,
  { keyspace, shard }: Where,
  lock: TopoLock,
  waitMs: number,
  outer: AbortSignal,
): Promise<Reparent> {
  const signal = anySignal([outer, lock.lost]);
  const events = new Events(deps.log);
  const [{ value: owner }, { value: record }, tablets] = await Promise.all([
    deps.topo.keyspaces.get(keyspace, { signal }),
    deps.topo.shards.get(keyspace, shard, { signal }),
    shardTablets(deps, keyspace, shard, signal, (text) => events.warn(text)),
  ]);
  const durability = durabilityPolicy(owner.durability_policy);
  return { deps, keyspace, shard, lock, record, durability, tablets, waitMs, signal, events };
}

/** Before what cannot be taken back: throws LockLost where the shard's lock is held no more. */
export const checkLock = ({ lock, signal, events }: Pick<Reparent, 'events' | 'lock' | 'signal'>): Promise<void> =>
  checkHeld(
    lock,
    ({ message }) => events.warn(`going on, though the topology does not say whether the lock is held: ${message}`),
    signal,
  );

export function call<M extends ManagerMethod>(
  { deps, signal }: Pick<Reparent, 'deps' | 'signal'>,
  tablet: Tablet,
  method: M,
  request: RequestInput<Manager, M>,
  timeoutMs = deps.remoteTimeoutMs,
): Promise<Response<Manager, M>> {
  return deps.tablets.call(tablet, method, request, { signal, timeoutMs });
}

export const sameTablet = (a: Tablet, b: Tablet): boolean =>
  tabletAliasEqual(a.alias ?? undefined, b.alias ?? undefined);

/** The tablet whose record says PRIMARY, the latest of several. */
export function currentPrimary(tablets: readonly Tablet[]): Tablet | undefined {
  return tablets
    .filter(({ type }) => type === 'PRIMARY')
    .sort((a, b) => compareTimes(b.primary_term_start_time, a.primary_term_start_time))[0];
}
