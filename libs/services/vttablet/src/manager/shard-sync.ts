import type { Shard } from '@vt/topo';
import type { TabletManager } from './tablet-manager.ts';

/** Follows the shard's record: who is primary, and whether this shard serves. Ends with the signal. */
export async function watchShard(manager: TabletManager, signal: AbortSignal): Promise<void> {
  const { keyspace, shard } = manager.identity;
  const changes = manager.topo.watches.shard(keyspace, shard, { signal });
  for await (const record of changes) {
    if (record === undefined) continue;
    // The event may be older than what was read meanwhile; what is read now comes with its version.
    await followShard(manager, record, signal).catch((error: unknown) => {
      manager.log.warn({ err: error }, 'a change of the shard record could not be followed');
    });
  }
}

async function followShard(manager: TabletManager, seen: Shard, signal: AbortSignal): Promise<void> {
  const { value, version } = await manager
    .readShardInfo(signal)
    .catch(() => ({ value: seen, version: manager.shardVersion }));
  await manager.shardChanged(value, version);
}

const RETRY_MS = 30_000;

/** Keeps claiming the shard's record while this tablet is primary, for when the topology was away at its promotion. */
export function keepClaiming(manager: TabletManager, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (manager.type !== 'PRIMARY' || manager.isDemoted) return;
    manager.syncShard().catch((error: unknown) => manager.log.warn({ err: error }, 'shard record not updated yet'));
  }, RETRY_MS).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
