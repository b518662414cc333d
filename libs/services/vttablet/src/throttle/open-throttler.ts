import { type Message, ServiceClient } from '@vt/proto';
import type { GrpcChannel, Logger } from '@vt/servenv';
import type { TabletIdentity, TabletServer } from '@vt/tabletserver';
import { isMetricName, type Measured, type Measurements, SelfMetrics, Throttler } from '@vt/throttle';
import { type Tablet, type TopoServer, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import type { ChannelMaker } from '../channels.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';

/** How often the shard's tablets are looked up again. */
const INVENTORY_MS = 10_000;
const REPLICA_TIMEOUT_MS = 1_000;
const REPLICAS_MAX = 100;

export type ThrottlerOptions = {
  readonly identity: TabletIdentity;
  readonly topo: TopoServer;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly sidecarName: string;
  /** To the managers of the shard's other tablets. */
  readonly connect: ChannelMaker;
  readonly log: Logger;
};

/** The tablet's throttler; it follows the settings in the keyspace's serving record until the signal aborts. */
export function openThrottler(options: ThrottlerOptions, signal: AbortSignal): Throttler {
  const { identity, opened, queryService, sidecarName } = options;
  const { alias, keyspace, shard } = identity;
  const replicas = new Replicas(options);
  const throttler = new Throttler({
    alias: tabletAliasString(alias),
    keyspace,
    shard,
    isPrimary: () => queryService.state.isPrimary,
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
  #tablets: readonly Tablet[] = [];
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ThrottlerOptions) {
    this.#options = options;
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  async measure(signal: AbortSignal): Promise<readonly Measurements[]> {
    if (performance.now() - this.#listedAt > INVENTORY_MS) await this.#list(signal);
    const asked = await Promise.all(this.#tablets.map((tablet) => this.#ask(tablet, signal)));
    return asked.filter((one) => one !== undefined);
  }

  /** Only replicas: what serves batches, or is being backed up, may be late. */
  async #list(signal: AbortSignal): Promise<void> {
    const { topo, identity } = this.#options;
    const { keyspace, shard, alias } = identity;
    const cells = await topo.cells.names({ signal });
    const { found } = await topo.tablets.inShard(keyspace, shard, cells, { signal });
    this.#tablets = found
      .map(({ value }) => value)
      .filter(({ type, alias: other }) => type === 'REPLICA' && other !== null && !tabletAliasEqual(other, alias))
      .slice(0, REPLICAS_MAX);
    this.#listedAt = performance.now();
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
