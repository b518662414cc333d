import { type Message, ServiceClient } from '@vt/proto';
import type { GrpcChannel, Logger } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { isMetricName, type Measured, type Measurements, SelfMetrics, Throttler } from '@vt/throttle';
import { type Tablet, type TopoServer, tabletAliasString } from '@vt/topo';
import type { ChannelMaker } from '../channels.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';
import { ShardReplicas } from './shard-replicas.ts';

const REPLICA_TIMEOUT_MS = 1_000;

export type ThrottlerOptions = {
  readonly identity: TabletIdentity;
  readonly topo: TopoServer;
  readonly opened: OpenedServer;
  /** Whether it is a primary that may write. */
  readonly isPrimary: () => boolean;
  readonly sidecarName: string;
  /** To the managers of the shard's other tablets. */
  readonly connect: ChannelMaker;
  readonly log: Logger;
};

/** The tablet's throttler; it follows the settings in the keyspace's serving record until the signal aborts. */
export function openThrottler(options: ThrottlerOptions, signal: AbortSignal): Throttler {
  const { identity, opened, isPrimary, sidecarName } = options;
  const { alias, keyspace, shard } = identity;
  const replicas = new Replicas(options);
  const throttler = new Throttler({
    alias: tabletAliasString(alias),
    keyspace,
    shard,
    isPrimary,
    self: new SelfMetrics({
      connect: opened.server.connectOptions('vt_dba'),
      keyspaceShard: `${keyspace}:${shard}`,
      sidecarName,
      tabletUid: alias.uid,
    }),
    replicas: (stop) => replicas.measure(stop),
  });
  void follow(options, throttler, signal);
  signal.addEventListener(
    'abort',
    () => {
      throttler.close();
      replicas.close();
    },
    { once: true },
  );
  return throttler;
}

async function follow({ topo, identity, log }: ThrottlerOptions, throttler: Throttler, signal: AbortSignal) {
  const { alias, keyspace } = identity;
  try {
    for await (const record of topo.watches.srvKeyspace(alias.cell, keyspace, { signal }))
      throttler.configure(record?.throttler_config);
  } catch (error) {
    if (!signal.aborted) log.warn({ err: error }, 'the throttler’s settings are not followed any more');
  }
}

/** What the replicas of this tablet's shard measure, for the primary. */
class Replicas {
  readonly #options: ThrottlerOptions;
  readonly #channels = new Map<string, GrpcChannel>();
  readonly #listed: ShardReplicas;

  constructor(options: ThrottlerOptions) {
    this.#options = options;
    this.#listed = new ShardReplicas(options.topo, options.identity);
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  async measure(signal: AbortSignal): Promise<readonly Measurements[]> {
    const tablets = await this.#listed.list(signal);
    const asked = await Promise.all(tablets.map((tablet) => this.#ask(tablet, signal)));
    return asked.filter((one) => one !== undefined);
  }

  /** A replica that does not answer is no reason to hold everybody back: it may be gone for good. */
  async #ask(tablet: Tablet, signal: AbortSignal): Promise<Measurements | undefined> {
    const target = `${tablet.hostname}:${tablet.port_map['grpc'] ?? 0}`;
    let channel = this.#channels.get(target);
    if (!channel) {
      channel = this.#options.connect(target);
      this.#channels.set(target, channel);
    }
    const client = new ServiceClient('tabletmanagerservice.TabletManager', channel.client);
    try {
      const call = { signal, timeoutMs: REPLICA_TIMEOUT_MS };
      return measurementsOf(await client.unary('GetThrottlerStatus', {}, call));
    } catch {
      return undefined;
    }
  }
}

function measurementsOf(status: Message<'tabletmanagerdata.GetThrottlerStatusResponse'>): Measurements {
  const found: Record<string, Measured> = {};
  for (const [name, { value, error }] of Object.entries(status.aggregated_metrics)) {
    const bare = name.replace(/^self\//, '');
    if (isMetricName(bare)) found[bare] = error ? { error } : { value };
  }
  return found;
}

/** Whether an app must wait now. While the throttler is not enabled nobody is asked. */
export function heldBack(throttler: Throttler, app: string): { readonly throttled: boolean; readonly reason: string } {
  if (!throttler.isEnabled) return { throttled: false, reason: '' };
  const { response_code, summary = '' } = throttler.check({ app, scope: '', okIfNotExists: true });
  return { throttled: response_code !== 'OK', reason: summary };
}
