import { Gateway, HealthCheck, PlainOffers, serveQueryStream } from '@vt/discovery';
import { AuthServerNone, MysqlConnection, MysqlServer } from '@vt/mysql';
import { type Flavor, TestMysqld } from '@vt/mysql/testing';
import { create, serviceDefinition } from '@vt/proto';
import { GrpcChannel, GrpcServer, Stats, silentLogger, type Tracer } from '@vt/servenv';
import { defaultConfig, queryServiceHandlers, type TabletConfig, TabletServer } from '@vt/tabletserver';
import { parseKeyspaceDocument, parseShardName, vindexRegistry } from '@vt/vschema';
import {
  type ClientState,
  DiscoveryGateway,
  Executor,
  MysqlHandler,
  type PreparedText,
  Transactions,
  VSchemaHolder,
} from '@vt/vtgate';
import { FaultProxy } from './fault-proxy.ts';

const KEYSPACE = 'ks';
const STREAM_BUFFER_BYTES = 32 * 1024;
const alias = { cell: 'zone1', uid: 1 };

export type PathOptions = {
  readonly tracers?: { readonly gate?: Tracer; readonly tablet?: Tracer };
  /** Of both ends of the connection between gate and tablet. */
  readonly keepalive?: { readonly keepaliveTimeMs?: number; readonly keepaliveTimeoutMs?: number };
  /** What the tablet was told to call the keyspace's schema on its mysqld; absent: the default name. */
  readonly database?: string;
  /** Where the gate finds the port that the tablet (behind its proxy) has. */
  readonly route?: (port: number) => Promise<{ readonly hostname: string; readonly port: number }>;
};

/**
 * The whole way of a query in one process: a client's MySQL connection, gate, query stream over TCP (and a proxy that breaks it), tablet,
 * mysqld. Everything is what the processes are made of; only the topology is missing.
 */
export class Path {
  readonly mysqld: TestMysqld;
  readonly tablet: TabletServer;
  readonly proxy: FaultProxy;
  readonly front: MysqlServer<ClientState, PreparedText>;
  readonly observer: MysqlConnection;
  readonly #grpc: GrpcServer;
  readonly #health: HealthCheck;
  readonly #gateway: Gateway;
  readonly #port: number;
  readonly #clients: MysqlConnection[] = [];

  private constructor(parts: Pick<Path, 'front' | 'mysqld' | 'observer' | 'proxy' | 'tablet'>, inner: Inner) {
    this.mysqld = parts.mysqld;
    this.tablet = parts.tablet;
    this.proxy = parts.proxy;
    this.front = parts.front;
    this.observer = parts.observer;
    this.#grpc = inner.grpc;
    this.#health = inner.health;
    this.#gateway = inner.gateway;
    this.#port = inner.port;
  }

  static async start(
    flavor: Flavor,
    config: Partial<TabletConfig> = {},
    { tracers = {}, keepalive = {}, database, route }: PathOptions = {},
  ): Promise<Path> {
    const mysqld = await TestMysqld.start(flavor);
    const observer = await MysqlConnection.connect(mysqld.rootOptions);
    const dbName = database ?? `vt_${KEYSPACE}`;
    await observer.execute(`create database \`${dbName}\``);
    const tablet = openTablet(mysqld, dbName, config, tracers.tablet);
    await tablet.setServing('PRIMARY', 1n, 'SERVING', 'test');
    const grpc = new GrpcServer(keepalive);
    grpc.addService(serviceDefinition('queryservice.Query'), queryServiceHandlers(tablet, STREAM_BUFFER_BYTES));
    const stream = serveQueryStream(tablet, { plain: new PlainOffers(grpc) });
    grpc.addService(stream.service, stream.implementation);
    const proxy = await FaultProxy.start(await grpc.listen(0, '127.0.0.1'));
    const { hostname, port: grpcPort } = (await route?.(proxy.port)) ?? { hostname: '127.0.0.1', port: proxy.port };
    const connect = (target: string) => new GrpcChannel({ target, ...keepalive });
    const health = new HealthCheck({ localCell: 'zone1', connect });
    health.setTablets([
      create('topodata.Tablet', {
        alias,
        hostname,
        port_map: { grpc: grpcPort },
        keyspace: KEYSPACE,
        shard: '0',
        db_name_override: database ?? '',
        type: 'PRIMARY',
      }),
    ]);
    const target = { keyspace: KEYSPACE, shard: '0', tabletType: 'PRIMARY' } as const;
    await health.waitForServing([target], AbortSignal.timeout(30_000));
    const gateway = new Gateway({ health });
    const front = openGate(gateway, health, tracers.gate);
    const address = await front.listen({ kind: 'tcp', host: '127.0.0.1', port: 0 });
    const port = address.kind === 'tcp' ? address.port : 0;
    return new Path({ mysqld, tablet, proxy, front, observer }, { grpc, health, gateway, port });
  }

  /** A client of the gate; closed with the path. */
  async client(): Promise<MysqlConnection> {
    const made = await MysqlConnection.connect({ host: '127.0.0.1', port: this.#port, user: 'u', database: KEYSPACE });
    this.#clients.push(made);
    return made;
  }

  get serving(): boolean {
    return this.#health.serving({ keyspace: KEYSPACE, shard: '0', tabletType: 'PRIMARY' }).length > 0;
  }

  /** What must be zero when nothing runs. */
  get held(): Readonly<Record<string, number>> {
    const { opened, state, protect } = this.tablet;
    const inUse = (pool: 'oltp' | 'stream' | 'tx' | 'foundRows'): number => opened?.pools[pool].stats().inUse ?? 0;
    return {
      connections: inUse('oltp') + inUse('stream') + inUse('tx') + inUse('foundRows'),
      waiters: opened?.pools.oltp.waiters ?? 0,
      transactions: opened?.transactions.size ?? 0,
      requests: state.requests,
      running: opened?.queries.running.size ?? 0,
      shared: protect.consolidator.running,
    };
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.front.close();
    this.#gateway.close();
    await this.#health.close();
    this.proxy.stop();
    await this.tablet.close();
    await this.#grpc.close(0);
    this.observer.close();
    await this.mysqld.stop();
  }
}

type Inner = {
  readonly grpc: GrpcServer;
  readonly health: HealthCheck;
  readonly gateway: Gateway;
  readonly port: number;
};

function openTablet(
  mysqld: TestMysqld,
  dbName: string,
  config: Partial<TabletConfig>,
  tracer: Tracer | undefined,
): TabletServer {
  return new TabletServer({
    identity: { alias, keyspace: KEYSPACE, shard: '0', dbName },
    tabletType: 'PRIMARY',
    config: { ...defaultConfig, shutdownGraceMs: 50, ...config },
    connectors: { app: { ...mysqld.rootOptions, database: dbName }, dba: mysqld.rootOptions },
    replication: { poll: async () => ({ lagSeconds: 0 }) },
    stats: new Stats('vttablet'),
    log: silentLogger,
    tracer,
    enforceStrictMode: false,
  });
}

function openGate(
  gateway: Gateway,
  health: HealthCheck,
  tracer: Tracer | undefined,
): MysqlServer<ClientState, PreparedText> {
  const tablets = new DiscoveryGateway(gateway, health, new Stats('vtgate'));
  const holder = new VSchemaHolder({
    registry: vindexRegistry(),
    servedKeyspaces: () => [KEYSPACE],
    onError: () => {},
  });
  holder.setDocument({ keyspaces: { [KEYSPACE]: parseKeyspaceDocument('{}') } } as never);
  const executor = new Executor({
    options: {
      serverVersion: '8.4.6-Vitess',
      versionComment: 'test',
      transactionMode: 'MULTI',
      planCacheBytesMax: 1 << 20,
      memoryRowsMax: 10_000,
      memoryBytesMax: 64 << 20,
      payloadBytesMax: 0,
      queryTimeoutMs: 0,
      noScatter: false,
      allowKill: true,
      localInfile: false,
      databasePlugin: 'fail',
      scratchReads: false,
      scratchRowsMax: 1_000,
      scratchBytesMax: 1 << 20,
    },
    emptied: new Set(),
    gateway: tablets,
    serving: { generation: 0, keyspaces: () => [KEYSPACE], shards: () => [parseShardName('0')] },
    transactions: new Transactions(tablets),
    stats: { queryExecuted() {}, apiCall() {}, planCache() {}, scratch() {} },
    vschema: () => holder.current(),
    schemaChanged: async () => {},
    kill: async (id, queryOnly) => handler.killConnection(id, queryOnly),
    random: Math.random,
  });
  const handler = new MysqlHandler(executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP', tracer });
  return new MysqlServer(handler, { auth: new AuthServerNone(), serverVersion: '8.4.6-Vitess' });
}
