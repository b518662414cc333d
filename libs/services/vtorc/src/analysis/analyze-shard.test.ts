import { create, type MessageInput } from '@vt/proto';
import { durabilityPolicy } from '@vt/reparent';
import { describe, expect, test } from 'vitest';
import type { Observed, ShardView } from '../view/observed.ts';
import { errantCounts } from './analyze-replica.ts';
import { analyzeShard } from './analyze-shard.ts';
import { problems, repairOf } from './problem.ts';

const NOW = 1_000_000;
const UUID = (uid: number): string => `00000000-0000-0000-0000-000000000${uid}`;

type Status = MessageInput<'replicationdata.FullStatus'>;
type Fields = {
  readonly status?: Status;
  readonly down?: boolean;
  readonly gone?: boolean;
  readonly silent?: boolean;
  readonly seenForMs?: number;
  readonly blockedForMs?: number;
  readonly failures?: number;
  readonly failingForMs?: number;
  readonly type?: 'PRIMARY' | 'REPLICA' | 'RDONLY';
  readonly term?: bigint;
  readonly never?: boolean;
};

/** A tablet as a healthy shard has it; uid 100 is the primary. */
function tablet(uid: number, fields: Fields = {}): Observed {
  const isPrimary = uid === 100;
  const record = create('topodata.Tablet', {
    alias: { cell: 'z', uid },
    hostname: 'h',
    mysql_hostname: 'h',
    mysql_port: uid,
    keyspace: 'ks',
    shard: '0',
    type: fields.type ?? (isPrimary ? 'PRIMARY' : 'REPLICA'),
    primary_term_start_time: isPrimary || fields.term ? { seconds: fields.term ?? 50n, nanoseconds: 0 } : null,
  });
  const replica: Status = {
    read_only: true,
    semi_sync_replica_enabled: true,
    replication_status: { source_host: 'h', source_port: 100, io_state: 3, sql_state: 3, source_uuid: UUID(100) },
  };
  const status = create('replicationdata.FullStatus', {
    server_uuid: UUID(uid),
    tablet_type: record.type,
    primary_status: { position: `MySQL56/${UUID(100)}:1-10` },
    ...(isPrimary ? { semi_sync_primary_enabled: true } : replica),
    ...fields.status,
  });
  return {
    alias: `z-0000000${uid}`,
    tablet: record,
    status: fields.never ? undefined : status,
    seenAtMs: NOW - (fields.seenForMs ?? 0),
    isReachable: !fields.down,
    error: fields.down ? 'no answer' : undefined,
    isGone: fields.gone ?? false,
    isSilent: fields.silent ?? false,
    failures: fields.down ? (fields.failures ?? 2) : 0,
    failingSinceMs: fields.down ? NOW - (fields.failingForMs ?? 100) : undefined,
    blockedSinceMs: fields.blockedForMs === undefined ? undefined : NOW - fields.blockedForMs,
    askedAtMs: NOW,
  };
}

function shard(tablets: readonly Observed[], fields: Partial<ShardView> = {}): ShardView {
  const record = create('topodata.Shard', {
    primary_alias: { cell: 'z', uid: 100 },
    primary_term_start_time: { seconds: 50n, nanoseconds: 0 },
  });
  const durability = durabilityPolicy('semi_sync');
  const flags = { isEmergencyReparentDisabled: false, isPrimaryCellRead: true };
  return { keyspace: 'ks', shard: '0', record, durability, ...flags, tablets, ...fields };
}

const found = (view: ShardView): string[] =>
  analyzeShard(view, { nowMs: NOW, unresponsiveMs: 1_000, goneMs: 250, lagSecondsMax: 10 }).map(({ code, alias }) =>
    `${code} ${alias.slice(-3)}`.trim(),
  );

const empty = create('topodata.Shard', {});
const io = (state: number): Status => ({
  replication_status: { source_host: 'h', source_port: 100, io_state: state, sql_state: 3, source_uuid: UUID(100) },
});

const blocked = tablet(100, { status: { semi_sync_blocked: true }, blockedForMs: 2_500 });

const late: Status = {
  replication_status: { ...io(3).replication_status, replication_lag_seconds: 11 },
};

const elsewhere: Status = {
  replication_status: { source_host: 'h', source_port: 102, io_state: 3, sql_state: 3, source_uuid: UUID(102) },
};

describe('what is wrong with a shard', () => {
  test.each<[string, ShardView, string[]]>([
    ['nothing', shard([tablet(100), tablet(101), tablet(102)]), []],
    ['no primary yet', shard([tablet(101), tablet(102)], { record: empty }), ['ClusterHasNoPrimary']],
    ['no tablets yet', shard([], { record: empty }), []],
    ['the primary’s record is gone', shard([tablet(101), tablet(102)]), ['PrimaryTabletDeleted 100']],
    ['the primary’s cell was not read yet', shard([tablet(101)], { isPrimaryCellRead: false }), []],
    ['one question unanswered', shard([tablet(100, { down: true, failures: 1 }), tablet(101)]), []],
    [
      'primary and its mysqld are gone',
      shard([tablet(100, { down: true }), tablet(101, { status: io(2) }), tablet(102, { status: io(2) })]),
      ['DeadPrimary 100'],
    ],
    [
      'and one replica with them',
      shard([tablet(100, { down: true }), tablet(101, { status: io(2) }), tablet(102, { down: true })]),
      ['DeadPrimaryAndSomeReplicas 100'],
    ],
    [
      'and all of them',
      shard([tablet(100, { down: true }), tablet(101, { down: true })]),
      ['DeadPrimaryAndReplicas 100'],
    ],
    ['alone', shard([tablet(100, { down: true })]), ['DeadPrimaryWithoutReplicas 100']],
    ['the tablet alone is gone', shard([tablet(100, { down: true }), tablet(101)]), ['UnreachablePrimary 100']],
    [
      'its only replica is connected to somebody else, and tells nothing of it',
      shard([tablet(100, { down: true }), tablet(101, { status: elsewhere })]),
      ['ConnectedToWrongPrimary 101', 'UnreachablePrimary 100'],
    ],
    [
      'so for long',
      shard([tablet(100, { down: true, failingForMs: 5_000 }), tablet(101, { status: elsewhere })]),
      ['IncapacitatedPrimary 100', 'ConnectedToWrongPrimary 101'],
    ],
    [
      'its only replica was stopped, which has lost nothing',
      shard([tablet(100, { down: true }), tablet(101, { status: io(1) })]),
      ['ReplicationStopped 101', 'UnreachablePrimary 100'],
    ],
    [
      'what its replica said before it failed',
      shard([tablet(100, { down: true }), tablet(101, { status: io(2), seenForMs: 4_000 })]),
      ['UnreachablePrimary 100'],
    ],
    [
      'silent twice, and its replica seeks it',
      shard([tablet(100, { down: true, silent: true }), tablet(101, { status: io(2) })]),
      ['UnreachablePrimary 100'],
    ],
    [
      'silent again and again, and its replica seeks it',
      shard([
        tablet(100, { down: true, silent: true, failures: 3, failingForMs: 1_500 }),
        tablet(101, { status: io(2) }),
      ]),
      ['DeadPrimary 100'],
    ],
    [
      'two long looks without an answer',
      shard([tablet(100, { down: true, silent: true, failingForMs: 10_000 }), tablet(101)]),
      ['UnreachablePrimary 100'],
    ],
    [
      'three looks without an answer',
      shard([tablet(100, { down: true, silent: true, failures: 3, failingForMs: 1_500 }), tablet(101)]),
      ['IncapacitatedPrimary 100'],
    ],
    [
      'three looks without an answer, soon after each other',
      shard([tablet(100, { down: true, silent: true, failures: 3, failingForMs: 900 }), tablet(101)]),
      ['UnreachablePrimary 100'],
    ],
    [
      'the tablet’s process is not there, which takes less patience',
      shard([tablet(100, { down: true, gone: true, failingForMs: 300 }), tablet(101)]),
      ['IncapacitatedPrimary 100'],
    ],
    [
      'the tablet’s process is not there since a moment ago',
      shard([tablet(100, { down: true, gone: true, failingForMs: 200 }), tablet(101)]),
      ['UnreachablePrimary 100'],
    ],
    [
      'the tablet answers with errors for long',
      shard([tablet(100, { down: true, failingForMs: 5_000 }), tablet(101)]),
      ['IncapacitatedPrimary 100'],
    ],
    [
      'the tablet answers with errors for a while, and its replicas are connected to its mysqld',
      shard([tablet(100, { down: true, failingForMs: 3_900 }), tablet(101)]),
      ['UnreachablePrimary 100'],
    ],
    [
      'its disk is full',
      shard([
        tablet(100, { status: { disk_stalled: true, server_uuid: '', semi_sync_primary_enabled: false } }),
        tablet(101),
      ]),
      ['PrimaryDiskStalled 100'],
    ],
    [
      'a replica’s disk is full',
      shard([tablet(100), tablet(101, { status: { disk_stalled: true, ...io(3) } }), tablet(102)]),
      ['InvalidReplica 101'],
    ],
    [
      'commits wait in vain',
      shard([tablet(100, { status: { semi_sync_blocked: true }, blockedForMs: 2_500 }), tablet(101)]),
      ['PrimarySemiSyncBlocked 100'],
    ],
    [
      'commits wait, as they do where replicas are slow',
      shard([tablet(100, { status: { semi_sync_blocked: true }, blockedForMs: 500 }), tablet(101)]),
      [],
    ],
    [
      'commits wait, and who is to acknowledge has a full disk',
      shard([blocked, tablet(101, { status: { disk_stalled: true, ...io(3) } }), tablet(102, { down: true })]),
      ['LockedSemiSyncPrimary 100', 'InvalidReplica 101'],
    ],
    [
      'commits wait, one has a full disk, and another is back and is to follow yet',
      shard([
        blocked,
        tablet(101, { status: { disk_stalled: true, read_only: false } }),
        tablet(102, { status: { replication_status: null } }),
      ]),
      ['NotConnectedToPrimary 102', 'LockedSemiSyncPrimary 100', 'InvalidReplica 101'],
    ],
    [
      'commits wait, one has a full disk, and another is not told to acknowledge',
      shard([
        blocked,
        tablet(101, { status: { disk_stalled: true, read_only: false } }),
        tablet(102, { status: { semi_sync_replica_enabled: false } }),
      ]),
      ['ReplicaSemiSyncMustBeSet 102', 'LockedSemiSyncPrimary 100', 'InvalidReplica 101'],
    ],
    [
      'commits wait, one has a full disk, and another receives',
      shard([blocked, tablet(101, { status: { disk_stalled: true, ...io(3) } }), tablet(102)]),
      ['PrimarySemiSyncBlocked 100', 'InvalidReplica 101'],
    ],
    [
      'commits wait, and replicas do not reach the primary',
      shard([blocked, tablet(101, { status: io(2) }), tablet(102, { status: io(2) })]),
      ['PrimarySemiSyncBlocked 100', 'AllPrimaryReplicasNotReplicating 100'],
    ],
    ['read-only', shard([tablet(100, { status: { read_only: true } }), tablet(101)]), ['PrimaryIsReadOnly 100']],
    [
      'the primary replicates',
      shard([tablet(100, { status: { replication_status: { source_host: 'x', source_port: 1 } } }), tablet(101)]),
      ['PrimaryHasPrimary 100'],
    ],
    [
      'it does not wait for acknowledgements',
      shard([tablet(100, { status: { semi_sync_primary_enabled: false } }), tablet(101)]),
      ['PrimarySemiSyncMustBeSet 100'],
    ],
    ['it waits and nobody is to acknowledge', shard([tablet(100)]), ['PrimarySemiSyncMustNotBeSet 100']],
    [
      'asynchronous',
      shard([tablet(100), tablet(101)], { durability: durabilityPolicy('none') }),
      ['PrimarySemiSyncMustNotBeSet 100', 'ReplicaSemiSyncMustNotBeSet 101'],
    ],
    [
      'it calls itself a replica',
      shard([tablet(100, { status: { tablet_type: 'REPLICA' } }), tablet(101)]),
      ['PrimaryCurrentTypeMismatch 100'],
    ],
    [
      'two are recorded as primary',
      shard([tablet(100), tablet(101, { type: 'PRIMARY', term: 40n }), tablet(102)]),
      ['StaleTopoPrimary 101'],
    ],
    [
      'a replica is writable',
      shard([tablet(100), tablet(101, { status: { read_only: false } })]),
      ['ReplicaIsWritable 101'],
    ],
    [
      'a replica has no source',
      shard([tablet(100), tablet(101, { status: { replication_status: null } }), tablet(102)]),
      ['NotConnectedToPrimary 101'],
    ],
    [
      'a replica follows somebody else',
      shard([
        tablet(100),
        tablet(101, {
          status: { replication_status: { source_host: 'h', source_port: 102, io_state: 3, sql_state: 3 } },
        }),
        tablet(102),
      ]),
      ['ConnectedToWrongPrimary 101'],
    ],
    [
      'a replica is stopped',
      shard([tablet(100), tablet(101, { status: io(1) }), tablet(102)]),
      ['ReplicationStopped 101'],
    ],
    [
      'a replica would notice too late that its source is gone',
      shard([
        tablet(100),
        tablet(101, { status: { replication_configuration: { heartbeat_interval: 30, replica_net_timeout: 8 } } }),
        tablet(102, { status: { replication_configuration: { heartbeat_interval: 4, replica_net_timeout: 8 } } }),
      ]),
      ['ReplicaMisconfigured 101'],
    ],
    [
      'the only replica is stopped',
      shard([tablet(100), tablet(101, { status: io(1) })]),
      ['ReplicationStopped 101', 'LockedSemiSyncPrimaryHypothesis 100', 'PrimarySingleReplicaNotReplicating 100'],
    ],
    [
      'and a commit waits',
      shard([tablet(100, { status: { semi_sync_blocked: true } }), tablet(101, { status: io(1) })]),
      ['ReplicationStopped 101', 'LockedSemiSyncPrimary 100', 'PrimarySingleReplicaNotReplicating 100'],
    ],
    [
      'all replicas are stopped',
      shard([tablet(100), tablet(101, { status: io(1) }), tablet(102, { status: io(1) })]),
      [
        'ReplicationStopped 101',
        'ReplicationStopped 102',
        'LockedSemiSyncPrimaryHypothesis 100',
        'AllPrimaryReplicasNotReplicating 100',
      ],
    ],
    [
      'one replica is stopped, and the other does not answer',
      shard([tablet(100), tablet(101, { status: io(1) }), tablet(102, { down: true })]),
      ['ReplicationStopped 101', 'LockedSemiSyncPrimaryHypothesis 100', 'AllPrimaryReplicasNotReplicatingOrDead 100'],
    ],
    [
      'the tablet alone is gone, and one of two replicas is stopped',
      shard([tablet(100, { down: true }), tablet(101), tablet(102, { status: io(1) })]),
      ['ReplicationStopped 102', 'UnreachablePrimaryWithBrokenReplicas 100'],
    ],
    [
      'the tablet alone is gone, and its replicas are late',
      shard([tablet(100, { down: true }), tablet(101, { status: late }), tablet(102, { status: late })]),
      ['UnreachablePrimaryWithLaggingReplicas 100'],
    ],
    [
      'the tablet alone is gone, and one of its replicas is late',
      shard([tablet(100, { down: true }), tablet(101, { status: late }), tablet(102)]),
      ['UnreachablePrimary 100'],
    ],
    [
      'a replica does not acknowledge',
      shard([tablet(100), tablet(101, { status: { semi_sync_replica_enabled: false } }), tablet(102)]),
      ['ReplicaSemiSyncMustBeSet 101'],
    ],
    [
      'an rdonly that acknowledges',
      shard([tablet(100), tablet(101), tablet(102, { type: 'RDONLY' })]),
      ['ReplicaSemiSyncMustNotBeSet 102'],
    ],
    [
      'a replica has transactions of its own',
      shard([
        tablet(100),
        tablet(101, { status: { primary_status: { position: `MySQL56/${UUID(100)}:1-12,${UUID(101)}:1` } } }),
        tablet(102),
      ]),
      ['ErrantGTIDDetected 101'],
    ],
    [
      'a replica that never answered',
      shard([tablet(100), tablet(101), tablet(102, { down: true, never: true })]),
      ['InvalidReplica 102'],
    ],
  ])('%s', (_what, view, expected) => {
    expect(found(view)).toEqual(expected);
  });

  test('transactions that the primary has not are counted by tablet', () => {
    const own = { status: { primary_status: { position: `MySQL56/${UUID(100)}:1-12,${UUID(101)}:1-3` } } };
    const [primary, ...replicas] = [tablet(100), tablet(101, own), tablet(102), tablet(103, { never: true })];
    expect([...errantCounts(primary as Observed, [primary as Observed, ...replicas])]).toEqual([
      ['z-0000000100', 0],
      ['z-0000000101', 3],
      ['z-0000000102', 0],
    ]);
  });

  test('every kind says what it is, ranks are unique, and what is only told comes last', () => {
    const kinds = Object.entries(problems);
    expect(new Set(kinds.map(([, { rank }]) => rank)).size).toBe(kinds.length);
    const ranks = (repaired: boolean) =>
      kinds
        .filter(([code]) => (repairOf(code as keyof typeof problems) !== undefined) === repaired)
        .map(([, { rank }]) => rank);
    expect(Math.max(...ranks(true))).toBeLessThan(Math.min(...ranks(false)));
  });
});
