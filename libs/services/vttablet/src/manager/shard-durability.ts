import { type Durability, durabilityPolicy, needsAcks, shardTablets } from '@vt/reparent';
import type { Logger } from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { type Tablet, type TabletAliasLike, type TopoServer, tabletAliasEqual } from '@vt/topo';

const READ_TIMEOUT_MS = 3_000;

/** Whether semi-sync belongs on here, as the keyspace's durability policy has it. Keeps the last answers for when the topology is away. */
export class ShardDurability {
  readonly #topo: TopoServer;
  readonly #identity: TabletIdentity;
  readonly #log: Logger;
  #policy: Durability = durabilityPolicy('none');
  #tablets: readonly Tablet[] = [];

  constructor(topo: TopoServer, identity: TabletIdentity, log: Logger) {
    this.#topo = topo;
    this.#identity = identity;
    this.#log = log;
  }

  async asPrimary(): Promise<boolean> {
    await this.#read();
    const own = this.#tablets.find(({ alias }) => tabletAliasEqual(alias ?? undefined, this.#identity.alias));
    return own !== undefined && needsAcks(this.#policy, own, this.#tablets);
  }

  /** Of a tablet of this type behind that primary. */
  async asReplica(self: Tablet, primary: TabletAliasLike): Promise<boolean> {
    await this.#read();
    const source = this.#tablets.find(({ alias }) => tabletAliasEqual(alias ?? undefined, primary));
    return source !== undefined && this.#policy.ackers > 0 && this.#policy.mayAck(source, self);
  }

  async #read(): Promise<void> {
    const { keyspace, shard } = this.#identity;
    const signal = AbortSignal.timeout(READ_TIMEOUT_MS);
    try {
      const [{ value }, tablets] = await Promise.all([
        this.#topo.keyspaces.get(keyspace, { signal }),
        shardTablets({ topo: this.#topo }, keyspace, shard, signal),
      ]);
      this.#policy = durabilityPolicy(value.durability_policy);
      this.#tablets = tablets;
    } catch (error) {
      this.#log.warn({ err: error }, 'durability policy not read; going on with the last one');
    }
  }
}
