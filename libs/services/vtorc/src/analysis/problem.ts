/**
 * Everything that is looked for. `scope`: about the shard and its primary, or about one replica. `rank`: the lower is repaired first; while something about the primary is to be repaired, its
 * replicas wait. `repair`: what is done about it; absent: it is only told. Sorted by rank.
 */
export const problems = {
  PrimaryTabletDeleted: {
    scope: 'shard',
    rank: 1,
    repair: 'emergency-reparent',
    says: 'the shard’s primary has no tablet record any more',
  },
  DeadPrimary: {
    scope: 'shard',
    rank: 2,
    repair: 'emergency-reparent',
    says: 'the primary does not answer, and the replicas that are to follow it lost it',
  },
  DeadPrimaryAndSomeReplicas: {
    scope: 'shard',
    rank: 3,
    repair: 'emergency-reparent',
    says: 'as DeadPrimary, and some replicas do not answer either',
  },
  IncapacitatedPrimary: {
    scope: 'shard',
    rank: 4,
    repair: 'emergency-reparent',
    says: 'the primary’s tablet does not answer for long, and its replicas do not say that its mysqld is lost',
  },
  PrimaryDiskStalled: {
    scope: 'shard',
    rank: 5,
    repair: 'emergency-reparent',
    says: 'the primary’s disk does not write',
  },
  PrimarySemiSyncBlocked: {
    scope: 'shard',
    rank: 6,
    repair: 'emergency-reparent',
    says: 'commits of the primary wait for acknowledgements that do not come, though another primary would get them',
  },
  ClusterHasNoPrimary: { scope: 'shard', rank: 7, repair: 'elect-primary', says: 'the shard has no primary' },
  PrimaryHasPrimary: { scope: 'primary', rank: 8, repair: 'fix-primary', says: 'the primary replicates from somebody' },
  PrimaryCurrentTypeMismatch: {
    scope: 'primary',
    rank: 9,
    repair: 'fix-type',
    says: 'the tablet that the topology calls primary calls itself something else',
  },
  PrimaryIsReadOnly: { scope: 'primary', rank: 10, repair: 'fix-primary', says: 'the primary is read-only' },
  PrimarySemiSyncMustBeSet: {
    scope: 'primary',
    rank: 11,
    repair: 'fix-primary',
    says: 'the primary does not wait for acknowledgements, and should',
  },
  PrimarySemiSyncMustNotBeSet: {
    scope: 'primary',
    rank: 12,
    repair: 'fix-primary',
    says: 'the primary waits for acknowledgements, and should not',
  },
  StaleTopoPrimary: {
    scope: 'replica',
    rank: 20,
    repair: 'fix-stale-primary',
    says: 'a tablet’s record calls it primary, and another tablet’s term is newer',
  },
  ErrantGTIDDetected: {
    scope: 'replica',
    rank: 21,
    repair: 'drain',
    says: 'a replica has transactions that its primary has not',
  },
  ReplicaIsWritable: { scope: 'replica', rank: 22, repair: 'fix-replica', says: 'a replica is not read-only' },
  NotConnectedToPrimary: { scope: 'replica', rank: 23, repair: 'fix-replica', says: 'a replica has no source' },
  ConnectedToWrongPrimary: {
    scope: 'replica',
    rank: 24,
    repair: 'fix-replica',
    says: 'a replica replicates from another than the primary',
  },
  ReplicationStopped: { scope: 'replica', rank: 25, repair: 'fix-replica', says: 'a replica does not replicate' },
  ReplicaMisconfigured: {
    scope: 'replica',
    rank: 26,
    repair: 'fix-replica',
    says: 'a replica’s source is to say that it lives at another rate than twice in replica_net_timeout',
  },
  ReplicaSemiSyncMustBeSet: {
    scope: 'replica',
    rank: 27,
    repair: 'fix-replica',
    says: 'a replica does not acknowledge, and should',
  },
  ReplicaSemiSyncMustNotBeSet: {
    scope: 'replica',
    rank: 28,
    repair: 'fix-replica',
    says: 'a replica acknowledges, and should not',
  },
  UnreachablePrimary: {
    scope: 'shard',
    rank: 40,
    says: 'the primary’s tablet does not answer, which is not enough yet to replace it',
  },
  UnreachablePrimaryWithBrokenReplicas: {
    scope: 'shard',
    rank: 41,
    says: 'as UnreachablePrimary, and some of its replicas do not replicate',
  },
  UnreachablePrimaryWithLaggingReplicas: {
    scope: 'shard',
    rank: 42,
    says: 'as UnreachablePrimary, and all of its replicas lag',
  },
  DeadPrimaryWithoutReplicas: {
    scope: 'shard',
    rank: 43,
    says: 'the primary does not answer, and the shard has nobody else',
  },
  DeadPrimaryAndReplicas: { scope: 'shard', rank: 44, says: 'nobody of the shard answers' },
  LockedSemiSyncPrimary: {
    scope: 'shard',
    rank: 45,
    says: 'commits of the primary wait for acknowledgements, and there is nobody to give them, to no other primary either',
  },
  LockedSemiSyncPrimaryHypothesis: {
    scope: 'shard',
    rank: 46,
    says: 'the primary would wait for acknowledgements, and has nobody to give them; no commit waits yet',
  },
  AllPrimaryReplicasNotReplicating: {
    scope: 'shard',
    rank: 47,
    says: 'no replica replicates, though all of them and the primary answer',
  },
  AllPrimaryReplicasNotReplicatingOrDead: {
    scope: 'shard',
    rank: 48,
    says: 'the replicas do not replicate, or do not answer, though the primary does',
  },
  PrimarySingleReplicaNotReplicating: { scope: 'shard', rank: 49, says: 'the only replica does not replicate' },
  PrimarySingleReplicaDead: { scope: 'shard', rank: 50, says: 'the only replica does not answer' },
  InvalidPrimary: { scope: 'shard', rank: 51, says: 'the primary has never answered' },
  InvalidReplica: { scope: 'replica', rank: 52, says: 'the tablet has never answered, or its disk takes no writes' },
} as const satisfies Record<string, ProblemKind>;

export type Repair =
  | 'drain'
  | 'elect-primary'
  | 'emergency-reparent'
  | 'fix-primary'
  | 'fix-replica'
  | 'fix-stale-primary'
  | 'fix-type';
type ProblemKind = {
  readonly scope: 'primary' | 'replica' | 'shard';
  readonly rank: number;
  readonly repair?: Repair;
  readonly says: string;
};

export type ProblemCode = keyof typeof problems;

/** A problem that was found. */
export type Problem = {
  readonly code: ProblemCode;
  readonly keyspace: string;
  readonly shard: string;
  /** Whom it is about; '' when that tablet has no record. */
  readonly alias: string;
  /** What was seen. */
  readonly detail: string;
};

export function repairOf(code: ProblemCode): Repair | undefined {
  const kind: ProblemKind = problems[code];
  return kind.repair;
}

export function byRank(a: Problem, b: Problem): number {
  return problems[a.code].rank - problems[b.code].rank || (a.alias < b.alias ? -1 : 1);
}
