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
  /** The topology of another cluster, by the name under which it was mounted; it stays open. */
  external(name: string, signal: AbortSignal): Promise<TopoServer>;
  readonly cell: string;
  /** Where a stream's row does not say: --vreplication-tablet-type. */
  readonly defaultTypes: string;
  connect(address: string): GrpcChannel;
  /** Told when no tablet was found; lists have commas. */
  onNone?(wanted: Record<'cells' | 'keyspace' | 'shard' | 'types', string>): void;
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
    const cells = options.cells || this.#options.cell;
    this.#options.onNone?.({ cells, keyspace, shard, types });
    const message = `no healthy tablet of ${keyspace}/${shard} (types ${types}, cells ${cells})`;
    throw new VtError({ code: 'UNAVAILABLE', message });
  }

  /** In the order in which they are to be tried. */
  async #candidates({ source, cells, tabletTypes }: PickOptions, signal: AbortSignal): Promise<Tablet[]> {
    if (source.external_mysql !== '') {
      const message = `external_mysql ${source.external_mysql}: run an unmanaged tablet for that server, and move tables from its keyspace`;
      throw new VtError({ code: 'UNIMPLEMENTED', message });
    }
    const { external_cluster: cluster } = source;
    const topo = cluster === '' ? this.#options.topo : await this.#options.external(cluster, signal);
    const wanted = parseTabletTypes(tabletTypes || this.#options.defaultTypes);
    const types = source.tablet_type === 'UNKNOWN' || wanted.types.length > 0 ? wanted.types : [source.tablet_type];
    const names = await cellsOf(topo, cluster === '' ? [this.#options.cell] : undefined, cells, signal);
    const { found } = await topo.tablets.inShard(source.keyspace, source.shard, names, { signal });
    const tablets = found.map(({ value }) => value);
    if (types.includes('PRIMARY')) await addPrimary(topo, tablets, source.keyspace, source.shard, signal);
    const fitting = shuffled(tablets).filter(({ type }) => types.includes(type as TabletTypeName));
    if (!wanted.inOrder) return fitting;
    const place = ({ type }: Tablet) => types.indexOf(type as TabletTypeName);
    return fitting.sort((a, b) => place(a) - place(b));
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

/** @param own where nothing is said; undefined: all cells that there are. */
async function cellsOf(
  topo: TopoServer,
  own: readonly string[] | undefined,
  text: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = text.split(',').filter((name) => name.trim() !== '');
  const wanted = names.length > 0 ? names : (own ?? (await topo.cells.names({ signal })));
  return await topo.cells.expand(wanted, { signal });
}

/** The shard's primary may be read wherever it is. */
async function addPrimary(
  topo: TopoServer,
  tablets: Tablet[],
  keyspace: string,
  shard: string,
  signal: AbortSignal,
): Promise<void> {
  const { value } = await topo.shards.get(keyspace, shard, { signal });
  const alias = value.primary_alias;
  if (!alias || tablets.some((tablet) => tablet.alias && tabletAliasEqual(tablet.alias, alias))) return;
  tablets.push((await topo.tablets.get(alias, { signal })).value);
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
