import { create } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, rebuildSrvKeyspace, type TopoLock, TopoServer } from '@vt/topo';
import type { Context } from '../../context.ts';
import { callInternal } from '../../service.ts';
import type { ReachCrashPoint, WorkflowCrashPoint } from '../crash-point.ts';
import { endAbandonedSwitches } from '../switch/pending.ts';
import { FakeTablet, FakeTablets } from './fake-tablets.ts';

const never = new AbortController().signal;

/** Keyspaces with a primary a shard, which is not there; and as many vtctlds as are opened. */
export class SmallCluster {
  readonly memory = new Map<string, MemoryServer>();
  readonly tablets = new Map<string, FakeTablet>();
  readonly #topos: TopoServer[] = [];
  readonly #byPort = new Map<number, FakeTablet>();
  topo!: TopoServer;

  /** Shards by keyspace. */
  static async open(keyspaces: Readonly<Record<string, readonly string[]>>): Promise<SmallCluster> {
    const cluster = new SmallCluster();
    cluster.topo = cluster.#connect();
    await cluster.topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    let uid = 100;
    for (const [keyspace, shards] of Object.entries(keyspaces)) {
      await cluster.topo.keyspaces.create(keyspace, { sidecar_db_name: '_vt' });
      for (const shard of shards) await cluster.#addShard(keyspace, shard, uid++);
      await rebuildSrvKeyspace(cluster.topo, keyspace);
    }
    return cluster;
  }

  #connect(): TopoServer {
    const options = { implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global' } as const;
    const topo = TopoServer.open({ ...options, memory: this.memory });
    this.#topos.push(topo);
    return topo;
  }

  async #addShard(keyspace: string, shard: string, uid: number): Promise<void> {
    await this.topo.shards.create(keyspace, shard);
    await this.#addTablet(`${keyspace}/${shard}`, keyspace, shard, uid, 'PRIMARY');
    await this.topo.shards.updateFields(keyspace, shard, (record) => {
      record.primary_alias = { cell: 'zone1', uid };
    });
  }

  /** Its name is that of the shard, with `replica` behind it. */
  async addReplica(name: string): Promise<void> {
    const [keyspace = '', shard = ''] = name.split('/');
    await this.#addTablet(`${name} replica`, keyspace, shard, 1_000 + this.#byPort.size, 'REPLICA');
  }

  async #addTablet(name: string, keyspace: string, shard: string, uid: number, type: 'PRIMARY' | 'REPLICA') {
    const alias = { cell: 'zone1', uid };
    await this.topo.tablets.createOrReplace(
      create('topodata.Tablet', { alias, keyspace, shard, type, hostname: 'h', port_map: { grpc: uid } }),
    );
    const tablet = new FakeTablet(`${uid}`, `vt_${keyspace}`);
    this.tablets.set(name, tablet);
    this.#byPort.set(uid, tablet);
  }

  tablet(name: string): FakeTablet {
    const found = this.tablets.get(name);
    if (!found) throw new Error(`no tablet of ${name}`);
    return found;
  }

  #fakes(): FakeTablets {
    const fakes = new FakeTablets();
    for (const [port, tablet] of this.#byPort) fakes.byPort.set(port, tablet);
    return fakes;
  }

  /** A vtctld that dies at a point: it does nothing any more, and is not there to undo anything. */
  vtctld(diesAt?: WorkflowCrashPoint): Vtctld {
    const fakes = this.#fakes();
    const topo = this.#connect();
    const reach: ReachCrashPoint = (point) => {
      if (point !== diesAt) return;
      fakes.isDead = true;
      void topo.close();
      throw new Error(`died at ${point}`);
    };
    return new Vtctld({ topo, tablets: fakes.managers(), log: silentLogger, remoteTimeoutMs: 5_000, reach });
  }

  /** A vtctld that does not notice when its locks are taken from it, as one whose machine stands still. */
  unnoticing(): { readonly vtctld: Vtctld; readonly loseLocks: () => Promise<void> } {
    const fakes = this.#fakes();
    const topo = this.#connect();
    const taken: TopoLock[] = [];
    const unnoticed = (take: TopoServer['global']['lock']): typeof take => {
      return async (name, options) => {
        const lock = await take(name, options);
        taken.push(lock);
        return { path: lock.path, lost: never, check: () => lock.check(), unlock: () => lock.unlock() };
      };
    };
    const { global } = topo;
    Object.assign(global, {
      lock: unnoticed(global.lock.bind(global)),
      lockName: unnoticed(global.lockName.bind(global)),
    });
    const vtctld = new Vtctld({ topo, tablets: fakes.managers(), log: silentLogger, remoteTimeoutMs: 5_000 });
    const loseLocks = async (): Promise<void> => {
      for (const lock of taken) await lock.unlock();
    };
    return { vtctld, loseLocks };
  }

  async close(): Promise<void> {
    for (const topo of this.#topos) await topo.close();
  }
}

export class Vtctld {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** What a vtctld that lives does by itself. */
  endAbandonedSwitches(): Promise<number> {
    return endAbandonedSwitches(this.#context, never);
  }

  call(method: string, request: object): Promise<unknown> {
    const whole = create(`vtctldata.${method}Request` as 'vtctldata.WorkflowStatusRequest', request);
    return callInternal(method, whole, this.#context, never);
  }
}
