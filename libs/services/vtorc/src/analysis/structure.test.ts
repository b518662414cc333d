import { create, type MessageInput } from '@vt/proto';
import { durabilityPolicy } from '@vt/reparent';
import { expect, test } from 'vitest';
import { type Observed, type ShardView, unasked } from '../view/observed.ts';
import { type StructureWarning, structureWarnings } from './structure.ts';

type Status = MessageInput<'replicationdata.FullStatus'>;

const common: Status = {
  log_bin_enabled: true,
  log_replica_updates: true,
  binlog_format: 'ROW',
  gtid_mode: 'ON',
  version: '8.4.3-log',
};

function tablet(uid: number, status: Status, isReachable = true): Observed {
  const type = uid === 100 ? 'PRIMARY' : 'REPLICA';
  const alias = { cell: 'z', uid };
  const own =
    uid === 100
      ? { semi_sync_primary_enabled: true, semi_sync_wait_for_replica_count: 1 }
      : { read_only: true, semi_sync_replica_enabled: true, replication_status: { io_state: 3 } };
  return {
    ...unasked(`z-0000000${uid}`, create('topodata.Tablet', { alias, type })),
    status: create('replicationdata.FullStatus', { ...common, ...own, ...status }),
    isReachable,
  };
}

function view(primary: Status, first: Status, second: Status = {}): ShardView {
  return {
    keyspace: 'ks',
    shard: '0',
    record: create('topodata.Shard', { primary_alias: { cell: 'z', uid: 100 } }),
    durability: durabilityPolicy('semi_sync'),
    isEmergencyReparentDisabled: false,
    isPrimaryCellRead: true,
    tablets: [tablet(100, primary), tablet(101, first), tablet(102, second)],
  };
}

const silent = { log_replica_updates: false };
const deaf = { replication_status: { io_state: 1 } };

test.each<[string, ShardView, StructureWarning[]]>([
  ['nothing', view({}, {}), []],
  ['a GTID mode of its own', view({}, { gtid_mode: 'ON_PERMISSIVE' }), ['DifferentGTIDModesStructureWarning']],
  [
    'one without GTIDs',
    view({}, { gtid_mode: 'OFF' }),
    ['DifferentGTIDModesStructureWarning', 'NoFailoverSupportStructureWarning'],
  ],
  ['two versions', view({}, { version: '9.1.0' }), ['MultipleMajorVersionsLoggingReplicasStructureWarning']],
  ['two versions, and one logs nothing', view({}, { version: '9.1.0', ...silent }), []],
  ['patches of one version', view({}, { version: '8.4.7' }), []],
  ['nobody logs', view({}, silent, { log_bin_enabled: false }), ['NoLoggingReplicasStructureWarning']],
  ['read-only', view({ read_only: true }, {}), ['NoWriteablePrimaryStructureWarning']],
  ['nobody acknowledges', view({}, deaf, deaf), ['NotEnoughValidSemiSyncReplicasStructureWarning']],
  ['one acknowledges, and one is asked for', view({}, deaf), []],
  [
    'one acknowledges, and two are asked for',
    view({ semi_sync_wait_for_replica_count: 2 }, deaf),
    ['NotEnoughValidSemiSyncReplicasStructureWarning'],
  ],
  ['MIXED and ROW', view({}, { binlog_format: 'MIXED' }), ['MixedAndRowLoggingReplicasStructureWarning']],
  ['STATEMENT and ROW', view({}, { binlog_format: 'STATEMENT' }), ['StatementAndRowLoggingReplicasStructureWarning']],
  [
    'STATEMENT and MIXED',
    view({}, { binlog_format: 'STATEMENT' }, { binlog_format: 'MIXED' }),
    ['StatementAndMixedLoggingReplicasStructureWarning'],
  ],
])('%s', (_what, shard, expected) => {
  expect(structureWarnings(shard, false)).toEqual(expected);
});

test('transactions of a replica’s own are one too, and while nobody answers there is none', () => {
  const shard = view({}, {});
  expect(structureWarnings(shard, true)).toEqual(['ErrantGTIDStructureWarning']);
  const [primary, ...replicas] = shard.tablets as [Observed, ...Observed[]];
  const lost = { ...shard, tablets: [{ ...primary, isReachable: false }, ...replicas] };
  expect(structureWarnings(lost, true)).toEqual([]);
  const alone = { ...shard, tablets: [primary] };
  expect(structureWarnings(alone, true)).toEqual([]);
});
