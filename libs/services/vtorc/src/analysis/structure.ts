import type { Observed, ShardView } from '../view/observed.ts';
import { primaryOf } from './analyze-shard.ts';

/** What makes a shard that is whole less fit for the next failover. It is told beside the problems, and nothing is done about it. Sorted. */
export type StructureWarning =
  | 'DifferentGTIDModesStructureWarning'
  | 'ErrantGTIDStructureWarning'
  | 'MixedAndRowLoggingReplicasStructureWarning'
  | 'MultipleMajorVersionsLoggingReplicasStructureWarning'
  | 'NoFailoverSupportStructureWarning'
  | 'NoLoggingReplicasStructureWarning'
  | 'NoWriteablePrimaryStructureWarning'
  | 'NotEnoughValidSemiSyncReplicasStructureWarning'
  | 'StatementAndMixedLoggingReplicasStructureWarning'
  | 'StatementAndRowLoggingReplicasStructureWarning';

const IO_RUNNING = 3;

/** By what primary and replicas say of themselves; empty while the primary or all of its replicas say nothing. @param isErrant whether a replica has transactions of its own */
export function structureWarnings(view: ShardView, isErrant: boolean): readonly StructureWarning[] {
  const { primary } = primaryOf(view);
  const replicas = view.tablets.filter((o) => o !== primary && o.isReachable === true && o.status);
  if (primary?.isReachable !== true || !primary.status || replicas.length === 0) return [];
  const { status } = primary;
  const logging = replicas.filter((o) => o.status?.log_bin_enabled && o.status.log_replica_updates);
  const formats = new Set(logging.map((o) => o.status?.binlog_format.toUpperCase()));
  const modes = new Set([primary, ...replicas].map((o) => o.status?.gtid_mode ?? ''));
  const ready = replicas.filter(isReadyToAcknowledge).length;
  const warnings: Readonly<Record<StructureWarning, boolean>> = {
    DifferentGTIDModesStructureWarning: modes.size > 1,
    ErrantGTIDStructureWarning: isErrant,
    MixedAndRowLoggingReplicasStructureWarning: formats.has('MIXED') && formats.has('ROW'),
    MultipleMajorVersionsLoggingReplicasStructureWarning: new Set(logging.map(majorVersion)).size > 1,
    // MariaDB, which has no such variable, always has GTIDs.
    NoFailoverSupportStructureWarning: modes.has('OFF'),
    NoLoggingReplicasStructureWarning: logging.length === 0,
    NoWriteablePrimaryStructureWarning: status.read_only,
    NotEnoughValidSemiSyncReplicasStructureWarning:
      status.semi_sync_primary_enabled && ready < Math.max(1, status.semi_sync_wait_for_replica_count),
    StatementAndMixedLoggingReplicasStructureWarning: formats.has('STATEMENT') && formats.has('MIXED'),
    StatementAndRowLoggingReplicasStructureWarning: formats.has('STATEMENT') && formats.has('ROW'),
  };
  return (Object.keys(warnings) as StructureWarning[]).filter((name) => warnings[name]);
}

const isReadyToAcknowledge = ({ status }: Observed): boolean =>
  status?.semi_sync_replica_enabled === true && status.replication_status?.io_state === IO_RUNNING;

/** `8.4` of `8.4.3-log`. */
const majorVersion = ({ status }: Observed): string => /\d+\.\d+/.exec(status?.version ?? '')?.[0] ?? '';
