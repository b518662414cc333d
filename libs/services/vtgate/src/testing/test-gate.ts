import { type ClientConnection, type ConnectOptions, MysqlConnection } from '@vt/mysql';
import type { BindVariable, Result } from '@vt/sqltypes';
import { parseKeyspaceDocument, parseShardName, type ServingShard, vindexRegistry } from '@vt/vschema';
import type { ExecutorOptions } from '../executor/deps.ts';
import { Executor } from '../executor/executor.ts';
import { SpillFiles } from '../executor/plans/spill-files.ts';
import type { ServingGraph } from '../gateway/tablet-gateway.ts';
import { MysqlHandler } from '../mysql/handler.ts';
import { TableTracker } from '../schema/track-tables.ts';
import { VSchemaHolder } from '../schema/vschema-holder.ts';
import type { ClientProcess } from '../session/client-process.ts';
import type { Session } from '../session/session.ts';
import { Transactions } from '../tx/transactions.ts';
import { DirectGateway } from './direct-gateway.ts';
import { TestClient } from './test-client.ts';

export type TestKeyspace = { readonly shards: readonly string[]; readonly vschema: object };

/** A gate in this process over a gateway without tablets. */
export class TestGate {
  readonly gateway: DirectGateway;
  readonly executor: Executor;
  /** KILL of a client's connection: of the front's, where there is one. */
  kill: (connectionId: number, queryOnly: boolean) => boolean = () => false;
  /** The front's connections. */
  processes: () => readonly ClientProcess[] = () => [];
  /** What SET @@vitess_metadata wrote. */
  readonly metadata = new Map<string, string>();
  mayChangeVSchema = false;
  readonly #stop = new AbortController();
  readonly #holder: VSchemaHolder;
  #handler: MysqlHandler | undefined;
  #nextId = 1;

  readonly #keyspaces: Readonly<Record<string, TestKeyspace>>;

  /** `rules`: what a VSchema has beside its keyspaces, by its JSON names. */
  constructor(
    connect: ConnectOptions,
    keyspaces: Readonly<Record<string, TestKeyspace>>,
    options: Partial<ExecutorOptions> = {},
    rules: object = {},
  ) {
    this.#keyspaces = keyspaces;
    this.gateway = new DirectGateway(connect);
    // The same objects each time, as a gate has them.
    const shards = new Map(
      Object.entries(keyspaces).map(([name, one]) => [
        name,
        one.shards.map((shard): ServingShard => parseShardName(shard)),
      ]),
    );
    const serving: ServingGraph = {
      generation: 0,
      keyspaces: () => [...shards.keys()],
      shards: (keyspace) => shards.get(keyspace),
    };
    const holder = new VSchemaHolder({
      registry: vindexRegistry(),
      servedKeyspaces: () => [],
      onError: (keyspace, message) => {
        throw new Error(`${keyspace}: ${message}`);
      },
    });
    this.#holder = holder;
    this.setRules(rules);
    const tracker = new TableTracker(
      {
        gateway: this.gateway,
        serving,
        onTables: (keyspace, tables) => holder.setTables(keyspace, tables),
        onProblem: (_keyspace, error) => {
          throw error;
        },
      },
      this.#stop.signal,
    );
    this.executor = new Executor({
      options: {
        serverVersion: '8.4.6-Vitess',
        versionComment: 'vtgate',
        transactionMode: 'MULTI',
        planCacheBytesMax: 1 << 20,
        memoryRowsMax: 10_000,
        memoryBytesMax: 64 << 20,
        payloadBytesMax: 0,
        queryTimeoutMs: 0,
        noScatter: false,
        allowKill: true,
        localInfile: true,
        databasePlugin: 'fail',
        scratchReads: false,
        scratchRowsMax: 100_000,
        scratchBytesMax: 16 << 20,
        ...options,
      },
      emptied: new Set(),
      // So little that many steps put rows aside, and some do not.
      spill: new SpillFiles({ runBytesMax: 2_000, diskBytesMax: 64 << 20 }),
      gateway: this.gateway,
      serving,
      transactions: new Transactions(this.gateway),
      stats: { queryExecuted() {}, apiCall() {}, planCache() {}, scratch() {} },
      vschema: () => holder.current(),
      schemaChanged: (keyspace) => tracker.reload(keyspace),
      processes: async () => this.processes(),
      kill: async (id, queryOnly) => this.kill(id, queryOnly),
      vschemaDdl: { authorized: () => this.mayChangeVSchema, port: async () => {} },
      metadata: {
        all: async () => this.metadata,
        set: async (key, value) => {
          if (value === '') this.metadata.delete(key);
          else this.metadata.set(key, value);
        },
      },
      random: () => 0,
    });
  }

  /** Publishes the VSchema with these rules. */
  setRules(rules: object): void {
    const documents = Object.entries(this.#keyspaces).map(([name, { vschema }]) => [
      name,
      parseKeyspaceDocument(JSON.stringify(vschema)),
    ]);
    this.#holder.setDocument({ ...rules, keyspaces: Object.fromEntries(documents) } as unknown as Parameters<
      VSchemaHolder['setDocument']
    >[0]);
  }

  /** The databases of all shards, empty. */
  async createDatabases(): Promise<void> {
    for (const [keyspace, { shards }] of Object.entries(this.#keyspaces)) {
      for (const shard of shards) {
        const { server, database } = this.gateway.placeOf({ keyspace, shard });
        const admin = await MysqlConnection.connect(server);
        await admin.execute(`drop database if exists \`${database}\``);
        await admin.execute(`create database \`${database}\``);
        admin.close();
      }
    }
  }

  session(): TestSession {
    this.#handler ??= new MysqlHandler(this.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    return new TestSession(new TestClient(this.#handler, this.#nextId++, { collation: 0, multiStatements: true }));
  }

  close(): void {
    this.#stop.abort();
    this.gateway.close();
  }
}

/** A client's session, through all that a client's statements go through: what may go the short way does. */
export class TestSession {
  readonly #client: TestClient;

  constructor(client: TestClient) {
    this.#client = client;
  }

  get session(): Session {
    return this.#client.state.session;
  }

  get conn(): ClientConnection {
    return this.#client.conn;
  }

  all(sql: string): Promise<Result[]> {
    return this.#client.all(sql);
  }

  prepared(sql: string, params: readonly BindVariable[]): Promise<Result> {
    return this.#client.prepared(sql, params);
  }

  async result(sql: string): Promise<Result> {
    return (await this.all(sql))[0] as Result;
  }

  /** Rows as text. */
  async rows(sql: string): Promise<(string | null)[][]> {
    return (await this.result(sql)).rows.map((row) =>
      row.map((value) => (value === null ? null : Buffer.from(value).toString())),
    );
  }

  async error(
    sql: string,
  ): Promise<{ errno: number | undefined; state: string | undefined; message: string; code: string }> {
    try {
      await this.all(sql);
    } catch (thrown) {
      const { errno, state, message, code } = thrown as {
        errno?: number;
        state?: string;
        message: string;
        code: string;
      };
      return { errno, state, message, code };
    }
    throw new Error(`no error: ${sql}`);
  }
}
