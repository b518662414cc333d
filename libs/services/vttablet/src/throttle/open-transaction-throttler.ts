import { setTimeout as delay } from 'node:timers/promises';
import { HealthCheck, type Tablet, type TabletHealth } from '@vt/discovery';
import { type CommonFlags, type FlagValues, type ServiceEnv, StartError } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { type LagSettings, type ReplicaKind, readLagSettings, TransactionThrottler } from '@vt/throttle';
import { type TopoServer, tabletAliasEqual } from '@vt/topo';
import { toTablets } from '../channels.ts';
import type { VttabletFlags } from '../flags.ts';

type Env = ServiceEnv<VttabletFlags & CommonFlags>;
type TxFlags = Pick<
  FlagValues<VttabletFlags>,
  'tx-throttler-config' | 'tx-throttler-default-priority' | 'tx-throttler-tablet-types'
>;

/** As many replicas of a shard are listened to. */
const TABLETS_MAX = 100;
/** Until the topology has answered once. */
const RETRY_MS = 1_000;
const kinds: Readonly<Record<string, ReplicaKind>> = { rdonly: 'RDONLY', replica: 'REPLICA' };

/** Undefined where it is not enabled. It listens to the health streams of the shard's replicas until the process closes. @throws StartError for flags that make no sense */
export function openTransactionThrottler(
  env: Env,
  identity: TabletIdentity,
  topo: TopoServer,
): TransactionThrottler | undefined {
  const { flags, stats } = env;
  if (!flags['enable-tx-throttler']) return undefined;
  const { settings, counted } = readTxFlags(flags);
  const requests = stats.countersWithLabels('TransactionThrottlerRequests', 'transactions that would begin', [
    'workload',
  ]);
  const throttled = stats.countersWithLabels('TransactionThrottlerThrottled', 'transactions that were too many', [
    'workload',
  ]);
  const labels = ['cell', 'DbType'];
  const read = stats.countersWithLabels(
    'TransactionThrottlerHealthchecksRead',
    'health messages that were heard',
    labels,
  );
  const recorded = stats.countersWithLabels(
    'TransactionThrottlerHealthchecksRecorded',
    'health messages whose lag counts',
    labels,
  );
  stats.gaugeFunc('TransactionThrottlerRunning', '1: it is enabled', () => 1);
  const throttler = new TransactionThrottler({
    settings,
    dryRun: flags['tx-throttler-dry-run'],
    defaultPriority: flags['tx-throttler-default-priority'],
    onRequest: (workload) => requests.add([workload]),
    onThrottled: (workload) => throttled.add([workload]),
  });
  stats.gaugeFunc('TransactionThrottlerLag', 'seconds, the greatest that counts', () => throttler.lagSeconds);
  stats.gaugeFunc('TransactionThrottlerRate', 'transactions a second while it refuses', () => throttler.perSecond);
  const health = new HealthCheck({
    localCell: identity.alias.cell,
    connect: toTablets(flags),
  });
  health.subscribe((now) => {
    const labelled = [now.cell, now.target.tabletType.toLowerCase()];
    if (now.serving) read.add(labelled);
    const kind = lagOf(now, identity, counted);
    if (kind) recorded.add(labelled);
    throttler.update(now.alias, kind);
  });
  const end = new AbortController();
  follow(env, identity, topo, health, end.signal).catch((error: unknown) => {
    if (!end.signal.aborted) env.log.error({ err: error }, 'the transaction throttler hears of no replicas any more');
  });
  env.onClose('transaction throttler', () => {
    end.abort();
    return health.close();
  });
  return throttler;
}

/** @throws StartError */
export function readTxFlags(flags: TxFlags): { settings: LagSettings; counted: ReadonlySet<ReplicaKind> } {
  const priority = flags['tx-throttler-default-priority'];
  if (!(priority > 0 && priority <= 100)) {
    const range = '--tx-throttler-default-priority must be > 0 and < 100';
    throw new StartError(`${range} (specified value: ${priority})`);
  }
  const types = flags['tx-throttler-tablet-types'];
  if (types.length === 0)
    throw new StartError('--tx-throttler-tablet-types must be defined when transaction throttler is enabled');
  const counted = types.map((type) => {
    const kind = kinds[type.toLowerCase()];
    if (!kind) throw new StartError(`--tx-throttler-tablet-types: unsupported tablet type ${type}`);
    return kind;
  });
  try {
    return { settings: readLagSettings(flags['tx-throttler-config']), counted: new Set(counted) };
  } catch (error) {
    throw new StartError(`--tx-throttler-config: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What does not serve, says nothing of what the shard's replicas can follow. */
function lagOf(
  { serving, target, lagSeconds }: TabletHealth,
  { keyspace, shard }: TabletIdentity,
  counted: ReadonlySet<ReplicaKind>,
): { kind: ReplicaKind; lagSeconds: number } | undefined {
  const kind = kinds[target.tabletType.toLowerCase()];
  const isOurs = target.keyspace === keyspace && target.shard === shard;
  return serving && isOurs && kind && counted.has(kind) ? { kind, lagSeconds } : undefined;
}

/** Keeps the list of whom to listen to as the topology has it. While it is away, the list stays. */
async function follow(
  { flags, log }: Env,
  identity: TabletIdentity,
  topo: TopoServer,
  health: HealthCheck,
  signal: AbortSignal,
): Promise<void> {
  const { keyspace, shard, alias } = identity;
  const wanted = flags['tx-throttler-healthcheck-cells'];
  const isOther = (tablet: Tablet): boolean => !tabletAliasEqual(tablet.alias ?? undefined, alias);
  let isKnown = false;
  while (!signal.aborted) {
    try {
      const cells = wanted.length > 0 ? wanted : await topo.cells.names({ signal });
      const { found, errors } = await topo.tablets.inShard(keyspace, shard, cells, { signal });
      const tablets = found.map(({ value }) => value).filter(isOther);
      // A cell that does not answer has its tablets still.
      const kept = health.all().filter(({ cell }) => errors.has(cell));
      health.setTablets([...tablets, ...kept.map(({ tablet }) => tablet)].slice(0, TABLETS_MAX));
      isKnown = true;
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'the tablets whose lag counts were not looked up');
    }
    const waitMs = isKnown ? flags['tx-throttler-topo-refresh-interval'] : RETRY_MS;
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
