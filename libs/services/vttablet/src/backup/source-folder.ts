import type { Message } from '@vt/proto';
import type { TabletManager } from '../manager/tablet-manager.ts';

export type Source = {
  /** Where in the storage its backups are: `keyspace/shard`. */
  readonly dir: string;
  /** Of a keyspace that shows another as it was: since when, at the latest, what is restored is. */
  readonly snapshotTime: Message<'vttime.Time'> | null;
  readonly isSnapshot: boolean;
};

/** Whose backups a tablet is restored from: its own shard's, or, in a SNAPSHOT keyspace, those of its base. */
export async function backupSource({ topo, identity }: TabletManager, signal: AbortSignal): Promise<Source> {
  const { keyspace, shard } = identity;
  const { value } = await topo.keyspaces.get(keyspace, { signal });
  const isSnapshot = value.keyspace_type === 'SNAPSHOT';
  return {
    dir: `${isSnapshot ? value.base_keyspace : keyspace}/${shard}`,
    snapshotTime: isSnapshot ? value.snapshot_time : null,
    isSnapshot,
  };
}
