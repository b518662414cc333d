import { countMysql, errantGtids, formatGtidSet, type MysqlGtidSet, parsePosition } from '@vt/mysql';
import { compareTimes } from '@vt/reparent';
import type { Observed, ShardView } from '../view/observed.ts';
import type { Say } from './analyze-shard.ts';

const STOPPED = 1;
/** Types that are kept replicating; one that is being restored or backed up, or that somebody took out to look at, is left alone. */
const replicating = new Set(['REPLICA', 'RDONLY', 'SPARE', 'EXPERIMENTAL']);

/** What is wrong with one tablet that is not the primary. */
export function replicaProblems(view: ShardView, primary: Observed, replica: Observed, say: Say): void {
  const { alias, tablet, status } = replica;
  if (tablet.type === 'PRIMARY') {
    if (compareTimes(tablet.primary_term_start_time, primary.tablet.primary_term_start_time) < 0) {
      say('StaleTopoPrimary', alias, `${alias} is recorded as primary of an older term than ${primary.alias}`);
    }
    return;
  }
  if (replica.isReachable === false && status === undefined) return say('InvalidReplica', alias, replica.error ?? '');
  if (replica.isReachable === true && status?.disk_stalled)
    return say('InvalidReplica', alias, `${alias}: its disk takes no writes`);
  if (replica.isReachable !== true || !status || !replicating.has(tablet.type)) return;
  if (!status.read_only) say('ReplicaIsWritable', alias, `${alias} is writable`);
  source(primary, replica, say);
  semiSync(view, primary, replica, say);
  errant(primary, replica, say);
}

function source(primary: Observed, { alias, status }: Observed, say: Say): void {
  const { tablet } = primary;
  const replication = status?.replication_status;
  if (!replication?.source_host) return say('NotConnectedToPrimary', alias, `${alias} has no source`);
  const wanted = `${tablet.mysql_hostname || tablet.hostname}:${tablet.mysql_port}`;
  const is = `${replication.source_host}:${replication.source_port}`;
  if (is !== wanted) return say('ConnectedToWrongPrimary', alias, `${alias} replicates from ${is}, not from ${wanted}`);
  if (replication.io_state === STOPPED || replication.sql_state === STOPPED) {
    const error = replication.last_io_error || replication.last_sql_error;
    say('ReplicationStopped', alias, `${alias} does not replicate${error ? `: ${error}` : ''}`);
  }
  const { heartbeat_interval = 0, replica_net_timeout = 0 } = status?.replication_configuration ?? {};
  if (Math.round(heartbeat_interval * 2) !== replica_net_timeout) {
    const detail = `a heartbeat of ${heartbeat_interval} s beside a timeout of ${replica_net_timeout} s`;
    say('ReplicaMisconfigured', alias, `${alias} has ${detail}`);
  }
}

function semiSync(view: ShardView, primary: Observed, { alias, tablet, status }: Observed, say: Say): void {
  const wanted = view.durability.ackers > 0 && view.durability.mayAck(primary.tablet, tablet);
  const { name } = view.durability;
  if (wanted && !status?.semi_sync_replica_enabled) say('ReplicaSemiSyncMustBeSet', alias, `${alias} under ${name}`);
  if (!wanted && status?.semi_sync_replica_enabled) say('ReplicaSemiSyncMustNotBeSet', alias, `${alias} under ${name}`);
}

function errant(primary: Observed, replica: Observed, say: Say): void {
  const found = errantOf(primary, replica);
  if (found && found.sources.size > 0)
    say('ErrantGTIDDetected', replica.alias, `${replica.alias}: ${formatGtidSet(found)}`);
}

/** How many transactions each tablet has that its primary has not; tablets of which that is not known are left out. */
export function* errantCounts(primary: Observed, tablets: readonly Observed[]): Iterable<readonly [string, number]> {
  for (const replica of tablets) {
    const found = replica === primary ? 0n : countOf(errantOf(primary, replica));
    if (found !== undefined) yield [replica.alias, Number(found)];
  }
}

const countOf = (found: MysqlGtidSet | undefined): bigint | undefined => found && countMysql(found);

/** The replica was asked before the primary or after; its source's own transactions are left out, which makes the order immaterial. */
function errantOf(primary: Observed, { status }: Observed): MysqlGtidSet | undefined {
  if (primary.isReachable !== true || !primary.status || !status) return undefined;
  const own = parsePosition(status.primary_status?.position ?? '');
  const theirs = parsePosition(primary.status.primary_status?.position ?? '');
  if (own?.kind !== 'MySQL56' || theirs?.kind !== 'MySQL56') return undefined;
  return errantGtids(own, theirs, primary.status.server_uuid);
}
