import { anySignal } from '@vt/base';
import type { TopoLock } from '@vt/topo';
import type { Context } from '../../context.ts';
import { loadMigration, type Migration } from '../migration.ts';

/** A process that dies in the middle must not keep its successor from going on. */
const LOCK_TTL_SECONDS = 15;

/**
 * Runs work while nobody else changes the workflow or either keyspace. The work's signal ends it when a lock is lost or the caller goes away;
 * its second one only when a lock is lost. Throws the topology's Timeout where the locks are not to be had within `timeoutMs`.
 */
export async function locked<T>(
  { topo }: Context,
  migration: Pick<Migration, 'sourceKeyspace' | 'targetKeyspace' | 'workflow' | 'externalCluster'>,
  action: string,
  signal: AbortSignal,
  work: (signal: AbortSignal, lost: AbortSignal) => Promise<T>,
  timeoutMs?: number,
): Promise<T> {
  const { sourceKeyspace, targetKeyspace, workflow, externalCluster } = migration;
  const keyspaces = externalCluster === '' ? [sourceKeyspace, targetKeyspace] : [targetKeyspace];
  const locks: TopoLock[] = [];
  const options = { ttlSeconds: LOCK_TTL_SECONDS, signal, ...(timeoutMs !== undefined && { timeoutMs }) };
  try {
    locks.push(await topo.global.lockName(`${targetKeyspace}.${workflow}`, { action, ...options }));
    // Always in the same order: two switches never wait for each other.
    for (const keyspace of [...new Set(keyspaces)].sort()) {
      locks.push(await topo.keyspaces.lock(keyspace, action, options));
    }
    const lost = anySignal(locks.map((lock) => lock.lost));
    return await work(anySignal([signal, lost]), lost);
  } finally {
    for (const lock of locks.reverse()) await lock.unlock();
  }
}

/**
 * Runs work on a workflow as it is when the locks are held. INVARIANT: who waited for them has waited for another command, which may have switched, turned back or
 * ended the workflow: whether the work may be done is asked within.
 */
export async function lockedAnew<T>(
  context: Context,
  seen: Migration,
  shards: readonly string[],
  action: string,
  signal: AbortSignal,
  work: (migration: Migration, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await locked(context, seen, action, signal, async (held) =>
    work(await loadMigration(context, seen.targetKeyspace, seen.workflow, held, shards), held),
  );
}
