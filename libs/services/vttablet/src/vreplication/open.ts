import { create } from '@vt/proto';
import { crashAt, type ServiceEnv } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import type { Throttler } from '@vt/throttle';
import type { TopoServer } from '@vt/topo';
import { defaultVReplicationConfig, TabletPicker, type VReplicationConfig, VReplicationEngine } from '@vt/vreplication';
import { toTablets } from '../channels.ts';
import type { VttabletFlags } from '../flags.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';
import { heldBack } from '../throttle/open-throttler.ts';
import { ExternalClusters } from './external-clusters.ts';

type Env = ServiceEnv<VttabletFlags>;

/** The engine of the streams into this tablet; it opens when the tablet is primary. */
export function openVReplication(
  env: Env,
  identity: TabletIdentity,
  topo: TopoServer,
  { server }: OpenedServer,
  throttler: Throttler,
): VReplicationEngine {
  const { cell } = identity.alias;
  const { keyspace, shard, dbName } = identity;
  const clusters = new ExternalClusters(topo);
  env.onClose('topologies of other clusters', () => clusters.close());
  const none = env.stats.countersWithLabels(
    'TabletPickerNoTabletFoundErrorCount',
    'looks for a source of a stream that found none',
    ['cells', 'keyspace', 'shard', 'types'],
  );
  const sources = new TabletPicker({
    topo,
    onNone: (wanted) => none.add([listed(wanted.cells), wanted.keyspace, wanted.shard, listed(wanted.types)]),
    external: (name, signal) => clusters.get(name, signal),
    cell,
    defaultTypes: env.flags['vreplication-tablet-type'],
    connect: toTablets(env.flags),
  });
  const own = create('binlogdata.BinlogSource', { keyspace, shard });
  return new VReplicationEngine({
    tablet: { cell, keyspace, shard, dbName },
    target: { ...server.connectOptions('vt_filtered'), programName: 'vreplication' },
    sources,
    openOwn: (signal) => sources.pick({ source: own, cells: cell, tabletTypes: 'PRIMARY' }, signal),
    throttler: {
      check: async (app) => {
        const { throttled, reason } = heldBack(throttler, app);
        return throttled ? { ok: false, reason } : { ok: true };
      },
    },
    config: configOf(env),
    stats: env.stats,
    log: env.log.child({ engine: 'vreplication' }),
    reachCrashPoint: crashAt(process.env['VT_CRASH_AT']),
  });
}

/** What health streams tell of them. */
export function streamsInto({ controllers }: VReplicationEngine): {
  readonly count: number;
  readonly lagSeconds: number;
} {
  return { count: controllers.length, lagSeconds: Math.max(0, ...controllers.map(({ lagSeconds }) => lagSeconds)) };
}

function configOf({ flags }: Env): VReplicationConfig {
  return {
    ...defaultVReplicationConfig,
    copyPhaseDurationMs: flags['vreplication-copy-phase-duration'],
    heartbeatUpdateIntervalMs: flags['vreplication-heartbeat-update-interval'] * 1000,
    maxTimeToRetryMs: flags['vreplication-max-time-to-retry-on-error'],
    netReadTimeoutS: flags['vreplication-net-read-timeout'],
    netWriteTimeoutS: flags['vreplication-net-write-timeout'],
    parallelInsertWorkers: flags['vreplication-parallel-insert-workers'],
    relayLogBytesMax: flags['relay-log-max-size'],
    relayLogItemsMax: flags['relay-log-max-items'],
    replicaLagToleranceMs: flags['vreplication-replica-lag-tolerance'],
    retryDelayMs: flags['vreplication-retry-delay'],
  };
}

/** As Vitess labels lists: with underscores, and without the spelling of an order. */
function listed(text: string): string {
  return text
    .replace(/^in_order:/i, '')
    .split(',')
    .map((one) => one.trim())
    .join('_')
    .toLowerCase();
}
