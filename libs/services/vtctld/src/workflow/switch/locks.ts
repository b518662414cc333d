import { anySignal, type VtError } from '@vt/base';
import { checkHeld, type TopoLock } from '@vt/topo';
import type { Context } from '../../context.ts';
import { loadMigration, type Migration } from '../migration.ts';

/** A process that dies in the middle must not keep its successor from going on. */
const LOCK_TTL_SECONDS = 15;

/** What keeps others from the workflow. */
export type Hold = {
  /** Aborts when a lock is lost. */
  readonly lost: AbortSignal;
  /** Before what another holder would not expect: throws LockLost where one of them is held no more. */
  check(): Promise<void>;
};

/**
 * Runs work while nobody else changes the workflow or either keyspace. The work's signal ends it when a lock is lost or the caller goes away.
 * Throws the topology's Timeout where the locks are not to be had within `timeoutMs`.
 */
export async function locked<T>(
  context: Context,
  migration: Pick<Migration, 'sourceKeyspace' | 'targetKeyspace' | 'workflow' | 'externalCluster'>,
  action: string,
  signal: AbortSignal,
  work: (signal: AbortSignal, hold: Hold) => Promise<T>,
  timeoutMs?: number,
): Promise<T> {
  const { topo } = context;
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
    return await work(anySignal([signal, lost]), { lost, check: () => checkAll(context, locks) });
  } finally {
    for (const lock of locks.reverse()) await lock.unlock();
  }
}

async function checkAll({ log }: Context, locks: readonly TopoLock[]): Promise<void> {
  const untold = ({ path }: TopoLock, { message }: VtError): void =>
    log.warn({ path, error: message }, 'the topology does not say whether a lock is held');
  await Promise.all(locks.map((lock) => checkHeld(lock, (error) => untold(lock, error))));
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
  work: (migration: Migration, signal: AbortSignal, hold: Hold) => Promise<T>,
): Promise<T> {
  return await locked(context, seen, action, signal, async (held, hold) =>
    work(await loadMigration(context, seen.targetKeyspace, seen.workflow, held, shards), held, hold),
  );
}
