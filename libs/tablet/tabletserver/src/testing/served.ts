import { MysqlConnection } from '@vt/mysql';
import { type Flavor, TestMysqld } from '@vt/mysql/testing';
import { type CallContext, type CallState, type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { Stats, silentLogger } from '@vt/servenv';
import { collectResult, type ResultSink } from '@vt/sqltypes';
import { defaultConfig, type TabletConfig } from '../config.ts';
import { TabletServer } from '../tablet-server.ts';

export const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;
export const identity = { alias: { cell: 'z', uid: 1 }, keyspace: 'ks', shard: '0', dbName: 'vt_ks' };

/** A primary's query service over a mysqld of its own, database `vt_ks`, and a connection to look at it from beside. */
export class Served {
  server: TabletServer;
  readonly observer: MysqlConnection;
  readonly #mysqld: TestMysqld;
  readonly #config: Partial<TabletConfig>;

  private constructor(mysqld: TestMysqld, observer: MysqlConnection, config: Partial<TabletConfig>) {
    this.#mysqld = mysqld;
    this.#config = config;
    this.observer = observer;
    this.server = this.#newServer();
  }

  #newServer(): TabletServer {
    const { rootOptions } = this.#mysqld;
    return new TabletServer({
      identity,
      tabletType: 'PRIMARY',
      config: { ...defaultConfig, shutdownGraceMs: 50, ...this.#config },
      connectors: { app: { ...rootOptions, database: 'vt_ks' }, dba: rootOptions },
      replication: { poll: async () => ({ lagSeconds: 0 }) },
      stats: new Stats('vttablet'),
      log: silentLogger,
      enforceStrictMode: true,
    });
  }

  /** @param schema statements that make the tables before anything is served. */
  static async start(flavor: Flavor, config: Partial<TabletConfig>, schema: readonly string[]): Promise<Served> {
    const mysqld = await TestMysqld.start(flavor);
    const observer = await MysqlConnection.connect(mysqld.rootOptions);
    await observer.execute('create database vt_ks');
    for (const sql of schema) await observer.execute(sql);
    const served = new Served(mysqld, observer, config);
    await served.#serve();
    return served;
  }

  async #serve(): Promise<void> {
    await this.server.setServing('PRIMARY', 1n, 'SERVING', 'test');
  }

  /** The same with a query service that has not served anything yet. */
  async renew(): Promise<void> {
    await this.server.close();
    this.server = this.#newServer();
    await this.#serve();
  }

  async stop(): Promise<void> {
    await this.server.close();
    this.observer.close();
    await this.#mysqld.stop();
  }

  call(
    fields: Partial<TabletRequest>,
    sink: ResultSink = collectResult(),
    signal: AbortSignal = new AbortController().signal,
  ): Promise<CallState> {
    return this.server.call(tabletRequest({ method: 'execute', target, ...fields }), sink, contextOf(signal));
  }
}

/** A call's, whose caller may leave by the signal. */
export function contextOf(signal: AbortSignal = new AbortController().signal, peer = 'test'): CallContext {
  return {
    get cancelled() {
      return signal.aborted;
    },
    signal,
    onCancel: (listener) => signal.addEventListener('abort', listener, { once: true }),
    peer,
    user: '',
  };
}
