import type { MethodDefinition } from '@grpc/grpc-js';
import { anySignal, VtError } from '@vt/base';
import { grpcAddress, type Tablet } from '@vt/discovery';
import { type Message, serviceDefinition } from '@vt/proto';
import type { GrpcChannel } from '@vt/servenv';
import { type TopoServer, tabletAliasEqual } from '@vt/topo';
import { parseTabletTypes, type TabletTypeName } from '../workflow/tablet-types.ts';
import type { PickOptions, SourcePicker, StreamSource } from './source.ts';
import { TabletSource } from './tablet-source.ts';

type HealthMessage = Message<'query.StreamHealthResponse'>;

export type TabletPickerOptions = {
  readonly topo: TopoServer;
  readonly cell: string;
  /** Where a stream's row does not say: --vreplication-tablet-type. */
  readonly defaultTypes: string;
  connect(address: string): GrpcChannel;
};

const HEALTH_TIMEOUT_MS = 2000;
const streamHealth = serviceDefinition('queryservice.Query')['StreamHealth'] as unknown as MethodDefinition<
  Record<string, never>,
  HealthMessage
>;

/** Picks a tablet of the source shard by the topology and by what the tablet says of itself. */
export class TabletPicker implements SourcePicker {
  readonly #options: TabletPickerOptions;

  constructor(options: TabletPickerOptions) {
    this.#options = options;
  }

  async pick(options: PickOptions, signal: AbortSignal): Promise<StreamSource> {
    const candidates = await this.#candidates(options, signal);
    for (const tablet of candidates) {
      const source = await this.#tryTablet(tablet, signal);
      if (source) return source;
    }
    const { keyspace, shard } = options.source;
    const types = options.tabletTypes || this.#options.defaultTypes;
    const message = `no healthy tablet of ${keyspace}/${shard} (types ${types}, cells ${options.cells || this.#options.cell})`;
    throw new VtError({ code: 'UNAVAILABLE', message });
  }

  /** In the order in which they are to be tried. */
  async #candidates({ source, cells, tabletTypes }: PickOptions, signal: AbortSignal): Promise<Tablet[]> {
    const { topo } = this.#options;
    const wanted = parseTabletTypes(tabletTypes || this.#options.defaultTypes);
    const types = source.tablet_type === 'UNKNOWN' || wanted.types.length > 0 ? wanted.types : [source.tablet_type];
    const names = await this.#cells(cells, signal);
    const { found } = await topo.tablets.inShard(source.keyspace, source.shard, names, { signal });
    const tablets = found.map(({ value }) => value);
    if (types.includes('PRIMARY')) await this.#addPrimary(tablets, source.keyspace, source.shard, signal);
    const fitting = shuffled(tablets).filter(({ type }) => types.includes(type as TabletTypeName));
    if (!wanted.inOrder) return fitting;
    const place = ({ type }: Tablet) => types.indexOf(type as TabletTypeName);
    return fitting.sort((a, b) => place(a) - place(b));
  }

  async #cells(text: string, signal: AbortSignal): Promise<readonly string[]> {
    const names = text.split(',').filter((name) => name.trim() !== '');
    return await this.#options.topo.cells.expand(names.length > 0 ? names : [this.#options.cell], { signal });
  }

  /** The shard's primary may be read wherever it is. */
  async #addPrimary(tablets: Tablet[], keyspace: string, shard: string, signal: AbortSignal): Promise<void> {
    const { topo } = this.#options;
    const { value } = await topo.shards.get(keyspace, shard, { signal });
    const alias = value.primary_alias;
    if (!alias || tablets.some((tablet) => tablet.alias && tabletAliasEqual(tablet.alias, alias))) return;
    tablets.push((await topo.tablets.get(alias, { signal })).value);
  }

  /** A tablet that says that it is what its record says, and healthy; a primary need not serve (its shard may be moving). */
  async #tryTablet(tablet: Tablet, signal: AbortSignal): Promise<StreamSource | undefined> {
    const address = grpcAddress(tablet);
    if (!address) return undefined;
    const channel = this.#options.connect(address);
    const message = await firstHealth(channel, signal);
    const type = message?.target?.tablet_type;
    const isFit = type === tablet.type && (message?.serving || type === 'PRIMARY');
    if (isFit && !message?.realtime_stats?.health_error) return new TabletSource(tablet, channel);
    channel.close();
    signal.throwIfAborted();
    return undefined;
  }
}

async function firstHealth(channel: GrpcChannel, signal: AbortSignal): Promise<HealthMessage | undefined> {
  try {
    const limit = anySignal([signal, AbortSignal.timeout(HEALTH_TIMEOUT_MS)]);
    for await (const message of channel.stream(streamHealth, {}, { signal: limit })) return message;
  } catch {
    // Not reachable, or silent: not a source.
  }
  return undefined;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
