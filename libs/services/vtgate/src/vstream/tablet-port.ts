import { VtError } from '@vt/base';
import {
  type Gateway,
  type HealthCheck,
  NOT_SERVING,
  type ShardTarget,
  type TabletHealth,
  targetKey,
} from '@vt/discovery';
import type { Message } from '@vt/proto';
import { isTopoError, type TopoServer } from '@vt/topo';
import type { TabletTypeName } from '@vt/vschema';
import type { ServingGraph } from '../gateway/tablet-gateway.ts';
import type { PickOptions, ShardStreamRequest, TabletStream, VStreamPort } from './port.ts';

type Shard = { readonly keyspace: string; readonly shard: string };
type Response = Message<'binlogdata.VStreamResponse'>;

/** A tablet says something every second; one that is silent for so long is left. */
const SILENCE_MS = 60_000;

/** Streams from the tablets that the health check knows. */
export class TabletPort implements VStreamPort {
  readonly #gateway: Gateway;
  readonly #health: HealthCheck;
  readonly #serving: ServingGraph;
  readonly #localCell: string;
  readonly #topo: Pick<TopoServer, 'cells'>;

  constructor(
    gateway: Gateway,
    health: HealthCheck,
    serving: ServingGraph,
    localCell: string,
    topo: Pick<TopoServer, 'cells'>,
  ) {
    this.#gateway = gateway;
    this.#health = health;
    this.#serving = serving;
    this.#localCell = localCell;
    this.#topo = topo;
  }

  async cells(names: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    try {
      return await this.#topo.cells.expand(names, { signal });
    } catch (error) {
      // Without the topology nothing can be said of them.
      if (!isTopoError(error, 'NoNode')) return names;
      throw new VtError({ code: 'INVALID_ARGUMENT', message: error.message, cause: error });
    }
  }

  keyspaces(): readonly string[] {
    return this.#serving.keyspaces();
  }

  shards(keyspace: string, tabletType: TabletTypeName): readonly string[] | undefined {
    return this.#serving.shards(keyspace, tabletType)?.map(({ name }) => name);
  }

  isKnown({ keyspace, shard }: Shard): boolean {
    const hasTablet = this.#health.all().some(({ target }) => target.keyspace === keyspace && target.shard === shard);
    return hasTablet || (this.shards(keyspace, 'PRIMARY') ?? []).includes(shard);
  }

  open(
    shard: Shard,
    pick: PickOptions,
    avoid: ReadonlySet<string>,
    request: ShardStreamRequest,
    signal: AbortSignal,
  ): TabletStream {
    const tablet = this.#pick(shard, pick, avoid);
    return { alias: tablet.alias, messages: this.#read(tablet, request, signal) };
  }

  #pick(shard: Shard, { cells, onlyCells, types }: PickOptions, avoid: ReadonlySet<string>): TabletHealth {
    for (const tabletType of types) {
      const serving = this.#able({ ...shard, tabletType });
      const preferred = cells.length > 0 ? cells : [this.#localCell];
      const near = serving.filter(({ cell }) => preferred.includes(cell));
      // The one primary is where it is.
      const isBound = onlyCells || (cells.length > 0 && tabletType !== 'PRIMARY');
      const candidates = isBound ? near : [...near, ...serving.filter((one) => !near.includes(one))];
      const found = candidates.find(({ alias }) => !avoid.has(alias)) ?? candidates[0];
      if (found) return found;
    }
    const target = `${shard.keyspace}.${shard.shard}.${types.join().toLowerCase()}`;
    throw new VtError({
      code: 'UNAVAILABLE',
      message: `target: ${target}: no healthy tablet available for the stream`,
    });
  }

  /** Those that serve; when there are none, those that answer: a shard that was resharded away serves no queries, and its log tells what took over. */
  #able(target: ShardTarget): readonly TabletHealth[] {
    const serving = this.#health.serving(target);
    if (serving.length > 0) return serving;
    return this.#health.all().filter((one) => one.error === NOT_SERVING && targetKey(one.target) === targetKey(target));
  }

  /** The stream of one tablet, until it is something else than what it was picked for. */
  async *#read(tablet: TabletHealth, request: ShardStreamRequest, signal: AbortSignal): AsyncGenerator<Response> {
    const { target, alias } = tablet;
    const { keyspace, shard, tabletType } = target;
    const stop = new AbortController();
    let reason: VtError | undefined;
    const end = (why?: string): void => {
      reason ??= why === undefined ? undefined : new VtError({ code: 'UNAVAILABLE', message: `${alias}: ${why}` });
      stop.abort();
    };
    const abort = (): void => end();
    if (signal.aborted) return;
    signal.addEventListener('abort', abort, { once: true });
    const unsubscribe = this.#health.subscribe((now) => {
      if (now.alias !== alias) return;
      // One that ceases to serve queries is kept: its shard may be moving away, and the stream follows it to the end.
      if (now.target.tabletType !== tabletType) end(`the tablet is ${now.target.tabletType} now`);
    });
    try {
      const client = this.#gateway.tablet(alias, { keyspace, shard, tabletType: tabletType as TabletTypeName });
      const whole = { ...request, target: { keyspace, shard, tablet_type: tabletType } };
      const call = client.service.serverStream('VStream', whole, { signal: stop.signal });
      const messages: AsyncIterator<Response> = call[Symbol.asyncIterator]();
      for (;;) {
        const silence = setTimeout(() => end(`the tablet has not said anything for ${SILENCE_MS} ms`), SILENCE_MS);
        const next = await messages.next().finally(() => clearTimeout(silence));
        if (next.done) return;
        yield next.value;
      }
    } catch (error) {
      throw reason ?? error;
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', abort);
      stop.abort();
    }
  }
}
