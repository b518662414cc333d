import { canEstablish, compareTimes, currentPrimary, needsAcks } from '@vt/reparent';
import { type Tablet, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import type { Observed, ShardView } from '../view/observed.ts';
import { replicaProblems } from './analyze-replica.ts';
import { byRank, type Problem, type ProblemCode } from './problem.ts';

export type AnalysisOptions = {
  /** By the clock of looks, as `Observed` has its times. */
  readonly nowMs: number;
  /** A primary whose tablet does not answer for this long is lost, whatever its mysqld does. */
  readonly unresponsiveMs: number;
  /** As unresponsiveMs, for one whose process is not there. */
  readonly goneMs: number;
  /** Of a replica that is not called late. */
  readonly lagSecondsMax: number;
};

/** One failed look may be an accident. */
const FAILURES_MIN = 2;
/** Silence alone is the weakest evidence: a tablet, or who asks it, may only have got no processor. */
const SILENT_LOOKS_MIN = 3;
/** A tablet that answers with errors lives: its mysqld may just have no connection to spare, or restart. Where it is gone, its replicas tell. */
const ERRING_TIMES = 4;
/** Where replicas are slow to write an acknowledgement may take a second; the tablet looks twice a second while commits wait. */
const BLOCKED_MS = 2_000;
const IO_CONNECTING = 2;
const IO_RUNNING = 3;

/** Everything that is wrong with a shard, what is to be repaired first at the front. Pure: the same view gives the same answer. */
export function analyzeShard(view: ShardView, options: AnalysisOptions): readonly Problem[] {
  const { primary, alias } = primaryOf(view);
  const found: Problem[] = [];
  const say = (code: ProblemCode, about: string, detail: string): void => {
    found.push({ code, keyspace: view.keyspace, shard: view.shard, alias: about, detail });
  };
  if (!primary) noPrimary(view, alias, say);
  else {
    if (primary.isReachable === false) lostPrimary(view, primary, options, say);
    else if (primary.status) livingPrimary(view, primary, options, say);
    for (const replica of view.tablets) if (replica !== primary) replicaProblems(view, primary, replica, say);
  }
  return found.sort(byRank);
}

export type Say = (code: ProblemCode, alias: string, detail: string) => void;

/** Who is primary: the shard's record says, or, where that says nothing yet, the tablets' own. */
export function primaryOf({ record, tablets }: ShardView): {
  primary: Observed | undefined;
  alias: string | undefined;
} {
  const named = record.primary_alias;
  const own = currentPrimary(tablets.map((o) => o.tablet));
  const isNewer = own !== undefined && compareTimes(own.primary_term_start_time, record.primary_term_start_time) > 0;
  const alias = isNewer ? own.alias : (named ?? own?.alias);
  return {
    primary: alias ? tablets.find((o) => tabletAliasEqual(o.tablet.alias ?? undefined, alias)) : undefined,
    alias: alias ? tabletAliasString(alias) : undefined,
  };
}

function noPrimary(view: ShardView, alias: string | undefined, say: Say): void {
  if (!view.isPrimaryCellRead) return;
  if (alias !== undefined) say('PrimaryTabletDeleted', alias, `${alias} is the shard's primary and has no record`);
  else if (view.tablets.length > 0)
    say('ClusterHasNoPrimary', '', `${view.tablets.length} tablets, and none is primary`);
}

/** The state of a replica's connection to this primary's mysqld; undefined: it does not answer, or its source is another, as in a planned move, and it bears no witness. */
function ioState({ tablet }: Observed, { status, isReachable }: Observed): number | undefined {
  const { io_state, source_host, source_port } = status?.replication_status ?? {};
  const isItsSource = source_host === (tablet.mysql_hostname || tablet.hostname) && source_port === tablet.mysql_port;
  return isReachable === true && isItsSource ? io_state : undefined;
}

const isConnectedTo = (primary: Observed, replica: Observed): boolean => ioState(primary, replica) === IO_RUNNING;

/** Whether a replica has lost its connection to the primary's mysqld and finds no other, as it says since the primary fails. One that was stopped has lost nothing. */
function hasLost(primary: Observed, replica: Observed): boolean {
  const isFresh = replica.seenAtMs >= (primary.failingSinceMs ?? Number.POSITIVE_INFINITY);
  return isFresh && ioState(primary, replica) === IO_CONNECTING;
}

/** Whether looks have failed often and long enough for them alone to tell that the primary is lost. */
function isLongGone({ isGone, isSilent, failures, failingSinceMs }: Observed, options: AnalysisOptions): boolean {
  const forMs = options.nowMs - (failingSinceMs ?? options.nowMs);
  return (
    failures >= (isSilent ? SILENT_LOOKS_MIN : FAILURES_MIN) &&
    forMs >= (isGone ? options.goneMs : isSilent ? options.unresponsiveMs : ERRING_TIMES * options.unresponsiveMs)
  );
}

/** A primary is lost by what replicas say, who lost their connection to its mysqld while its tablet tells as much; or by a row of failed looks over a while. */
function lostPrimary(view: ShardView, primary: Observed, options: AnalysisOptions, say: Say): void {
  const others = view.tablets.filter((o) => o !== primary);
  const answering = others.filter((o) => o.isReachable === true);
  const forMs = Math.round(options.nowMs - (primary.failingSinceMs ?? options.nowMs));
  const detail = `${primary.alias}: ${primary.error ?? 'no answer'}, ${primary.failures} looks failed in ${forMs} ms`;
  if (primary.failures < FAILURES_MIN) return;
  if (primary.status === undefined && primary.tablet.type !== 'PRIMARY')
    return say('InvalidPrimary', primary.alias, detail);
  if (others.length === 0) return say('DeadPrimaryWithoutReplicas', primary.alias, detail);
  if (answering.length === 0) return say('DeadPrimaryAndReplicas', primary.alias, detail);
  const connected = answering.filter((o) => isConnectedTo(primary, o)).length;
  const lost = answering.filter((o) => hasLost(primary, o)).length;
  const isLong = isLongGone(primary, options);
  const text = `${detail}; of ${others.length} replicas ${connected} are connected to its mysqld, and ${lost} lost it`;
  if (connected === 0 && lost > 0 && (isLong || !primary.isSilent)) {
    const isWhole = answering.length === others.length;
    return say(isWhole ? 'DeadPrimary' : 'DeadPrimaryAndSomeReplicas', primary.alias, text);
  }
  say(isLong ? 'IncapacitatedPrimary' : unreachable(primary, answering, options), primary.alias, text);
}

/** How those who are left are, of a primary that may be lost. */
function unreachable(primary: Observed, answering: readonly Observed[], { lagSecondsMax }: AnalysisOptions) {
  const connected = answering.filter((o) => isConnectedTo(primary, o));
  if (connected.length === 0) return 'UnreachablePrimary';
  if (connected.length < answering.length) return 'UnreachablePrimaryWithBrokenReplicas';
  const isLate = ({ status }: Observed): boolean =>
    (status?.replication_status?.replication_lag_seconds ?? 0) > lagSecondsMax;
  return connected.every(isLate) ? 'UnreachablePrimaryWithLaggingReplicas' : 'UnreachablePrimary';
}

function livingPrimary(view: ShardView, primary: Observed, options: AnalysisOptions, say: Say): void {
  const { alias, status } = primary;
  if (!status) return;
  // Nothing else is known then.
  if (status.disk_stalled) return say('PrimaryDiskStalled', alias, `${alias}: its disk takes no writes`);
  const isBlocked = status.semi_sync_blocked && options.nowMs - (primary.blockedSinceMs ?? options.nowMs) >= BLOCKED_MS;
  if (isBlocked) blockedPrimary(view, primary, say);
  if (status.replication_status?.source_host) {
    const { source_host, source_port } = status.replication_status;
    say('PrimaryHasPrimary', alias, `${alias} replicates from ${source_host}:${source_port}`);
  }
  if (primary.tablet.type !== 'PRIMARY' || (status.tablet_type !== 'PRIMARY' && status.tablet_type !== 'UNKNOWN')) {
    say('PrimaryCurrentTypeMismatch', alias, `${alias} is ${status.tablet_type}`);
  }
  if (status.read_only) say('PrimaryIsReadOnly', alias, `${alias} is read-only`);
  const wanted = needsAcks(view.durability, primary.tablet, view.tablets.map(asTablet));
  if (wanted && !status.semi_sync_primary_enabled)
    say('PrimarySemiSyncMustBeSet', alias, `${alias} under ${view.durability.name}`);
  if (!wanted && status.semi_sync_primary_enabled)
    say('PrimarySemiSyncMustNotBeSet', alias, `${alias} under ${view.durability.name}`);
  replicasAsAWhole(view, primary, isBlocked, say);
}

/**
 * Whether a replica acknowledges as far as can be seen: where commits wait all the same, it is for another reason. One whose disk is full, or that is to be repaired first, does not, and would
 * not help another primary either.
 */
function isSound({ durability }: ShardView, primary: Observed, replica: Observed): boolean {
  const { status, tablet } = replica;
  if (status?.disk_stalled) return false;
  const io = ioState(primary, replica);
  const mustAck = durability.mayAck(primary.tablet, tablet);
  return (io === IO_RUNNING || io === IO_CONNECTING) && (!mustAck || status?.semi_sync_replica_enabled === true);
}

/** Another primary is the remedy only where there is one that would have its acknowledgements; else its commits would wait as these do, and nothing is won by a reparent, nor by one more. */
function blockedPrimary(view: ShardView, primary: Observed, say: Say): void {
  const { alias } = primary;
  const others = view.tablets.filter((o) => o !== primary);
  const sound = others.filter((o) => isSound(view, primary, o));
  const reached = [primary, ...sound].map(asTablet);
  const canLead = ({ tablet }: Observed): boolean =>
    view.durability.promotionRule(tablet) !== 'must_not' && canEstablish(view.durability, tablet, reached);
  if (sound.some(canLead)) return say('PrimarySemiSyncBlocked', alias, `${alias}: commits wait for acknowledgements`);
  const full = others.filter((o) => o.status?.disk_stalled).map((o) => o.alias);
  const why = full.length > 0 ? `; no disk space: ${full.join(', ')}` : '';
  say('LockedSemiSyncPrimary', alias, `${alias} waits for acknowledgements that nobody can give${why}`);
}

const asTablet = (o: Observed): Tablet => o.tablet;

function replicasAsAWhole(view: ShardView, primary: Observed, isBlocked: boolean, say: Say): void {
  const others = view.tablets.filter((o) => o !== primary);
  const [only] = others;
  if (!only || others.some((o) => o.isReachable === undefined)) return;
  const connected = others.filter((o) => isConnectedTo(primary, o));
  if (connected.length > 0) return;
  const detail = `nobody of ${others.map((o) => o.alias).join(', ')} is connected to ${primary.alias}`;
  if (others.length > 1) {
    const isWhole = others.every((o) => o.isReachable === true);
    say(isWhole ? 'AllPrimaryReplicasNotReplicating' : 'AllPrimaryReplicasNotReplicatingOrDead', primary.alias, detail);
  } else
    say(only.isReachable ? 'PrimarySingleReplicaNotReplicating' : 'PrimarySingleReplicaDead', primary.alias, detail);
  if (
    !isBlocked &&
    primary.status?.semi_sync_primary_enabled &&
    !canEstablish(view.durability, primary.tablet, connected.map(asTablet))
  ) {
    const code = primary.status.semi_sync_blocked ? 'LockedSemiSyncPrimary' : 'LockedSemiSyncPrimaryHypothesis';
    say(code, primary.alias, `${primary.alias} waits for acknowledgements that nobody can give`);
  }
}
