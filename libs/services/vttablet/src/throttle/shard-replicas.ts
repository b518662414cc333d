import type { TabletIdentity } from '@vt/tabletserver';
import { type Tablet, type TopoServer, tabletAliasEqual } from '@vt/topo';

/** How often the shard's tablets are looked up again. */
const LOOK_MS = 10_000;
const REPLICAS_MAX = 100;

/** The replicas of this tablet's shard. While the topology, or that of a cell, is away those that were there are taken to be there still. */
export class ShardReplicas {
  readonly #topo: TopoServer;
  readonly #identity: TabletIdentity;
  readonly #now: () => number;
  #tablets: readonly Tablet[] | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(topo: TopoServer, identity: TabletIdentity, now: () => number = () => performance.now()) {
    this.#topo = topo;
    this.#identity = identity;
    this.#now = now;
  }

  /** What is known, looked up again beside; rejects where the topology has not answered yet. */
  async list(signal: AbortSignal): Promise<readonly Tablet[]> {
    if (this.#tablets === undefined) await this.#look(signal);
    else if (this.#now() - this.#lookedAtMs > LOOK_MS) this.#look(signal).catch(() => {});
    return this.#tablets ?? [];
  }

  /** Only replicas: what serves batches, or is being backed up, may be late. */
  async #look(signal: AbortSignal): Promise<void> {
    this.#lookedAtMs = this.#now();
    const { keyspace, shard, alias } = this.#identity;
    const cells = await this.#topo.cells.names({ signal });
    const { found, errors } = await this.#topo.tablets.inShard(keyspace, shard, cells, { signal });
    const kept = this.#tablets?.filter((tablet) => errors.has(tablet.alias?.cell ?? '')) ?? [];
    this.#tablets = [...found.map(({ value }) => value), ...kept]
      .filter(({ type, alias: other }) => type === 'REPLICA' && other !== null && !tabletAliasEqual(other, alias))
      .slice(0, REPLICAS_MAX);
  }
}
