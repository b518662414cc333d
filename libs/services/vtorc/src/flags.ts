import { callerFlags, channelFlags, flag, flagGroup } from '@vt/servenv';
import { topoFlags } from '@vt/topo';

const watching = flagGroup('Watching', {
  cell: flag.string('cell this vtorc runs in'),
  'cells-to-watch': flag.list('cells whose tablets are watched; all if empty'),
  'clusters-to-watch': flag.list('keyspaces, or keyspace/shard, that are watched; all if empty'),
  'instance-poll-time': flag.duration('how often each tablet is asked for its state', { default: 5000 }),
  'primary-poll-time': flag.duration('how often each primary is asked for its state', { default: 300 }),
  'primary-unresponsive-time': flag.duration(
    'a primary whose tablet does not answer for this long, nor three looks in a row, is lost, even while its replicas still replicate',
    { default: 1200 },
  ),
  'remote-operation-timeout': flag.duration('limit of one call to a tablet', { default: 15_000 }),
  'topo-information-refresh-duration': flag.duration('how often the topology is read anew', { default: 15_000 }),
});

const recovering = flagGroup('Recovering', {
  'allow-emergency-reparent': flag.boolean('replace lost primaries', { default: true }),
  'allow-recovery': flag.boolean('repair what is wrong; if not, only tell', { default: true }),
  'change-tablets-with-errant-gtid-to-drained': flag.boolean('take tablets with errant GTIDs out of service'),
  'disabled-recoveries': flag.list('problems that are told and not repaired, such as ReplicaIsWritable'),
  'enable-primary-disk-stalled-recovery': flag.boolean('replace a primary whose disk stalls'),
  'prevent-cross-cell-failover': flag.boolean('a new primary is of the cell of the old one'),
  'reasonable-replication-lag': flag.duration('a replica that lags more is called late', { default: 10_000 }),
  'recovery-poll-duration': flag.duration('how often problems are looked for without a cause', { default: 1000 }),
  'tolerable-replication-lag': flag.duration('a replica that lags more is not elected; 0: any lag'),
  'wait-replicas-timeout': flag.duration('how long a reparent waits for replicas', { default: 30_000 }),
});

export const vtorcFlags = {
  ...topoFlags,
  ...callerFlags,
  ...channelFlags('tablet-manager', 'tablet managers'),
  ...watching,
  ...recovering,
};

export type VtorcFlags = typeof vtorcFlags;
