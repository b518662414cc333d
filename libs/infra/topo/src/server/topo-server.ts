import type { CallOptions, TopoConn } from '../conn/conn.ts';
import { type ConnOptions, KvConn } from '../conn/kv-conn.ts';
import { type OnTopoCall, observedConn } from '../conn/observed-conn.ts';
import { TopoError } from '../errors.ts';
import type { EtcdCredentials } from '../kv/etcd-client.ts';
import { EtcdKv } from '../kv/etcd-kv.ts';
import { MemoryServer } from '../kv/memory-kv.ts';
import { Cells } from '../records/cells.ts';
import { ExternalClusters } from '../records/external-clusters.ts';
import { Keyspaces } from '../records/keyspaces.ts';
import { Metadata } from '../records/metadata.ts';
import { Rules } from '../records/rules.ts';
import { Serving } from '../records/serving.ts';
import { ShardReplications } from '../records/shard-replications.ts';
import { Shards } from '../records/shards.ts';
import { TabletCopies } from '../records/tablet-copies.ts';
import { Tablets } from '../records/tablets.ts';
import { Watches } from '../records/watches.ts';
import { CellConnections, type ConnFactory, GLOBAL_CELL } from './cell-connections.ts';

export type TopoOptions = {
  /** `etcd2` (etcd's v3 API; the name is Vitess's) or `memory`. */
  readonly implementation: string;
  /** `host:port`, several members with commas. For `memory` any name. */
  readonly globalServerAddress: string;
  readonly globalRoot: string;
  readonly credentials?: EtcdCredentials;
  readonly conn?: Partial<ConnOptions>;
  /** For `memory`: the servers by address; one that is missing is made. Share it between openers. */
  readonly memory?: Map<string, MemoryServer>;
  readonly onCall?: OnTopoCall;
};

/** The whole cluster's topology: the global records, and each cell's through its own server. */
export class TopoServer {
  readonly global: TopoConn;
  readonly cells: Cells;
  readonly externalClusters: ExternalClusters;
  readonly keyspaces: Keyspaces;
  readonly metadata: Metadata;
  readonly rules: Rules;
  readonly serving: Serving;
  readonly shardReplications: ShardReplications;
  readonly shards: Shards;
  readonly tabletCopies: TabletCopies;
  readonly tablets: Tablets;
  readonly watches: Watches;
  /** Throws `Invalid` for an address at which no cell's topology can be. */
  readonly checkAddress: (address: string) => void;
  readonly #conns: CellConnections;

  /** `connect` opens any server; `open` is the usual way in. */
  constructor(global: TopoConn, connect: ConnFactory, checkAddress: (address: string) => void = () => {}) {
    this.global = global;
    this.cells = new Cells(global);
    this.#conns = new CellConnections(this.cells, global, connect);
    this.externalClusters = new ExternalClusters(global);
    this.keyspaces = new Keyspaces(global);
    this.metadata = new Metadata(global);
    this.rules = new Rules(global);
    this.serving = new Serving(this.#conns);
    this.shardReplications = new ShardReplications(this.#conns);
    this.shards = new Shards(global);
    this.tabletCopies = new TabletCopies(global);
    this.tablets = new Tablets(this.#conns, this.cells, this.shardReplications);
    this.watches = new Watches(this.#conns, global);
    this.checkAddress = checkAddress;
  }

  /** Connects to nothing yet: the first call does. Throws `Invalid` for options that cannot work. */
  static open(options: TopoOptions): TopoServer {
    const connect = observed(factoryOf(options), options.onCall);
    const isMemory = options.implementation === 'memory';
    return new TopoServer(
      connect(options.globalServerAddress, options.globalRoot, GLOBAL_CELL),
      connect,
      isMemory ? undefined : hostsOf,
    );
  }

  /** A cell's own topology; 'global' is the global one. Throws `NoNode`. */
  cellConn(cell: string, options?: CallOptions): Promise<TopoConn> {
    return this.#conns.get(cell, options);
  }

  async close(): Promise<void> {
    await this.#conns.close();
    await this.global.close();
  }
}

function observed(connect: ConnFactory, onCall: OnTopoCall | undefined): ConnFactory {
  if (onCall === undefined) return connect;
  return (address, root, cell) => observedConn(connect(address, root, cell), cell, onCall);
}

function factoryOf(options: TopoOptions): ConnFactory {
  const { implementation, credentials, conn } = options;
  if (implementation === 'memory') {
    const servers = options.memory ?? new Map<string, MemoryServer>();
    return (address, root) => {
      const server = servers.get(address) ?? new MemoryServer();
      servers.set(address, server);
      return new KvConn(server.connect(), root, conn);
    };
  }
  if (implementation !== 'etcd2' && implementation !== 'etcd') {
    throw new TopoError('Invalid', `topology implementation '${implementation}': there are etcd2 and memory`);
  }
  return (address, root) => new KvConn(new EtcdKv(hostsOf(address), credentials), root, conn);
}

/** `host:port,host:port`; a scheme in front is what TLS settings say anyway. */
function hostsOf(address: string): string[] {
  const hosts = address.split(',').map((host) => host.trim().replace(/^https?:\/\//, ''));
  const bad = hosts.find((host) => !/^[^\s/]+:\d+$/.test(host));
  if (bad !== undefined)
    throw new TopoError('Invalid', `topology server address '${address}': want host:port[,host:port]`);
  return hosts;
}
