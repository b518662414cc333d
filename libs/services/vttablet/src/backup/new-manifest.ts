import type { BackupPlace, FileEntry, Manifest } from '@vt/backupstorage';
import type { Compression } from '@vt/mysqlctl';
import type { Message, MessageInput } from '@vt/proto';
import type { TabletIdentity } from '@vt/tabletserver';
import { tabletAliasString } from '@vt/topo';

/** What a kind of backup says of itself; the rest is said alike of all. */
export type Particulars = Pick<
  Manifest,
  'FileEntries' | 'FromBackup' | 'FromPosition' | 'Incremental' | 'Position' | 'UpgradeSafe'
> &
  Partial<Pick<Manifest, 'BackupMethod' | 'IncrementalDetails'>> & { readonly FileEntries: readonly FileEntry[] };

export type Status = Message<'replicationdata.FullStatus'> | MessageInput<'replicationdata.FullStatus'>;

/** The manifest of a backup whose files are all stored. */
export function newManifest(
  { identity, hostname }: { readonly identity: TabletIdentity; readonly hostname: string },
  { place, started, status }: { readonly place: BackupPlace; readonly started: Date; readonly status: Status },
  compression: Compression,
  particulars: Particulars,
): Manifest {
  return {
    BackupName: place.name,
    BackupMethod: 'builtin',
    PurgedPosition: status.gtid_purged ?? '',
    BackupTime: started.toISOString(),
    FinishedTime: new Date().toISOString(),
    ServerUUID: status.server_uuid ?? '',
    TabletAlias: tabletAliasString(identity.alias),
    Hostname: hostname,
    Keyspace: identity.keyspace,
    Shard: identity.shard,
    MySQLVersion: status.version ?? '',
    CompressionEngine: compression.engine,
    SkipCompress: compression.engine === '',
    ExternalDecompressor: compression.externalDecompressor,
    ...particulars,
  };
}
