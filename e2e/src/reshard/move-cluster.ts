import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { type MethodsOfKind, makeClient, type RequestInput, type Response } from '@vt/proto';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type Output, waitFor } from '../harness/cluster.ts';
import { freePortBase } from '../harness/ports.ts';
import { Programs } from '../harness/programs.ts';
import { prefixOf } from '../harness/servers.ts';

export type MoveClusterOptions = {
  readonly topo?: 'embedded' | 'etcd';
  readonly flavor?: 'mysql' | 'mariadb';
  readonly portBase?: number;
  /** Flags of vtctld and tablets that tell where backups are. */
  readonly storage?: readonly string[];
};

export type ForeignShard = {
  readonly topoServer: string;
  readonly topoRoot: string;
  /** Statements on its mysqld. */
  run(...statements: readonly string[]): Promise<void>;
};

/** Distances from the base port; tablets stand at their uid, 1,000 (gRPC) and 2,000 (mysqld) above it. */
const at = {
  vtctldHttp: 0,
  vtgateHttp: 1,
  vtorcHttp: 2,
  vtgateMysql: 306,
  topo: 379,
  topoPeer: 380,
  topoHttp: 381,
  vtctldGrpc: 999,
};
const FIRST_UID = 100;
const UID_STEP = 4;
const FOREIGN_ROOT = '/elsewhere/global';

/** A cluster that grows and shrinks by shards: one tablet each, a vtctld that can be killed, and a gate. */
export class MoveCluster {
  readonly programs = new Programs();
  readonly #base: number;
  readonly #topo: 'embedded' | 'etcd';
  readonly #flavor: 'mysql' | 'mariadb';
  readonly #storage: readonly string[];
  readonly #uids = new Map<string, number>();
  readonly #connections: Connection[] = [];
  #nextUid = FIRST_UID;
  /** Where vtctld's log is, for who measures by it. */
  readonly vtctldLog = (): string => readFileSync(join(this.programs.dir, 'vtctld.log'), 'utf8');

  private constructor(
    base: number,
    topo: 'embedded' | 'etcd',
    flavor: 'mysql' | 'mariadb',
    storage: readonly string[],
  ) {
    this.#base = base;
    this.#storage = storage;
    this.#topo = topo;
    this.#flavor = flavor;
  }

  static async start(options: MoveClusterOptions = {}): Promise<MoveCluster> {
    const { topo = 'embedded', flavor = 'mysql', portBase, storage = [] } = options;
    const cluster = new MoveCluster(portBase ?? (await freePortBase()), topo, flavor, storage);
    try {
      await cluster.#startTopology();
      const address = `127.0.0.1:${cluster.#port('topo')}`;
      const cell = ['AddCellInfo', '--root', '/vitess/zone1', '--server-address', address, 'zone1'];
      await cluster.programs.vtctldclient('--server', 'internal', ...cluster.#topoArgs(), ...cell);
      await cluster.startVtctld();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  #port(name: keyof typeof at): number {
    return this.#base + at[name];
  }

  get portBase(): number {
    return this.#base;
  }

  get dir(): string {
    return this.programs.dir;
  }

  get vtctldAddress(): string {
    return `127.0.0.1:${this.#port('vtctldGrpc')}`;
  }

  get mysqlPort(): number {
    return this.#port('vtgateMysql');
  }

  /** Where the pages of its servers are. */
  get http(): { readonly vtctld: string; readonly vtgate: string; readonly vtorc: string } {
    const address = (name: keyof typeof at): string => `127.0.0.1:${this.#port(name)}`;
    return { vtctld: address('vtctldHttp'), vtgate: this.gateHttpAddress, vtorc: address('vtorcHttp') };
  }

  get gateHttpAddress(): string {
    return `127.0.0.1:${this.#port('vtgateHttp')}`;
  }

  tabletHttpAddress(keyspace: string, shard: string): string {
    return `127.0.0.1:${this.#base + this.uid(keyspace, shard)}`;
  }

  get gateGrpcAddress(): string {
    return `127.0.0.1:${this.#base + 991}`;
  }

  /** A tablet of another cluster, whose topology is beside ours on the same server. */
  async addForeignShard(keyspace: string, shard: string): Promise<ForeignShard> {
    const [topoServer, topoRoot] = [`127.0.0.1:${this.#port('topo')}`, FOREIGN_ROOT];
    const topo = this.#topoArgs(topoRoot);
    const internal = ['--server', 'internal', ...topo];
    const cell = ['AddCellInfo', '--root', '/elsewhere/zone1', '--server-address', topoServer, 'zone1'];
    await this.programs.vtctldclient(...internal, ...cell);
    const name = `${keyspace}/${shard}`;
    this.#uids.set(name, this.#nextUid);
    this.#nextUid += UID_STEP;
    await this.startTablet(keyspace, shard, topo);
    const alias = `zone1-${this.uid(keyspace, shard)}`;
    await this.programs.vtctldclient(...internal, 'PlannedReparentShard', '--new-primary', alias, name);
    const run = async (...statements: readonly string[]): Promise<void> => {
      for (const sql of statements) await this.rowsOf(keyspace, shard, sql);
    };
    return { topoServer, topoRoot, run };
  }

  /** A tablet for a mysqld that nobody of ours runs: that of a foreign shard, whose own tablet is gone meanwhile. */
  async adopt(foreign: string, keyspace: string): Promise<void> {
    const [database = '', shard = ''] = foreign.split('/');
    const socket = this.socketOf(database, shard);
    await this.programs.kill(this.tabletName(database, shard));
    const uid = this.#nextUid;
    this.#nextUid += UID_STEP;
    const args = [
      ...[...this.#topoArgs(), '--grpc-port', String(this.#base + 1000 + uid)],
      ...['--service-map', 'grpc-queryservice,grpc-tabletmanager', '--tablet-path', `zone1-${uid}`],
      ...['--tablet-hostname', '127.0.0.1', '--init-keyspace', keyspace, '--init-shard', '0'],
      ...['--init-tablet-type', 'replica', '--unmanaged', '--db-socket', socket, '--flavor', this.#flavor],
      ...['--init-db-name-override', `vt_${database}`, '--health-check-interval', '1s', '--lameduck-period', '0s'],
    ];
    await this.programs.start(`vttablet-${uid}`, 'vttablet', this.#base + uid, args);
    await this.vtctl('TabletExternallyReparented', `zone1-${uid}`);
  }

  /** Its own tablet comes back, which stops its mysqld in the end. */
  async giveBack(foreign: string): Promise<void> {
    const [keyspace = '', shard = ''] = foreign.split('/');
    await this.startTablet(keyspace, shard, this.#topoArgs(FOREIGN_ROOT));
  }

  #topoArgs(root = '/vitess/global'): string[] {
    const address = `127.0.0.1:${this.#port('topo')}`;
    return [
      ...['--topo-implementation', 'etcd2', '--topo-global-server-address', address],
      ...['--topo-global-root', root],
    ];
  }

  async #startTopology(): Promise<void> {
    const [client, peer] = [`http://127.0.0.1:${this.#port('topo')}`, `http://127.0.0.1:${this.#port('topoPeer')}`];
    if (this.#topo === 'embedded') {
      const file = join(this.programs.dir, 'topo.data');
      const args = ['--listen', `127.0.0.1:${this.#port('topo')}`, '--data-file', file];
      return this.programs.start('topo', 'topo', this.#port('topoHttp'), args);
    }
    const argv = [
      ...['--name', 'e', '--data-dir', join(this.programs.dir, 'etcd'), '--listen-client-urls', client],
      ...['--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `e=${peer}`, '--log-level', 'error'],
    ];
    await this.programs.startOther('etcd', join(prefixOf('etcd') ?? '', 'bin', 'etcd'), argv, `${client}/health`);
  }

  async startVtctld(): Promise<void> {
    const grpc = ['--grpc-port', String(this.#port('vtctldGrpc'))];
    const args = [...this.#topoArgs(), ...this.#storage, '--cell', 'zone1', ...grpc];
    await this.programs.start('vtctld', 'vtctld', this.#port('vtctldHttp'), args, this.#crashEnv('vtctld'));
  }

  async startVtorc(): Promise<void> {
    const often = ['--instance-poll-time', '1s', '--topo-information-refresh-duration', '3s'];
    await this.programs.start('vtorc', 'vtorc', this.#port('vtorcHttp'), [
      ...this.#topoArgs(),
      '--cell',
      'zone1',
      ...often,
    ]);
  }

  #crashFile(program: string): string {
    return join(this.programs.dir, `crash-${program}`);
  }

  #crashEnv(program: string): Readonly<Record<string, string>> {
    return { VT_CRASH_AT: `@${this.#crashFile(program)}` };
  }

  /** Has vtctld or a tablet, by its name here, kill processes when it comes to a step of its work; without any, itself. */
  crashAt(program: string, step: string, pids: readonly number[] = []): void {
    writeFileSync(this.#crashFile(program), [step, ...pids].join(' '));
  }

  /** Whether that has not happened yet. */
  willCrash(program: string): boolean {
    return existsSync(this.#crashFile(program));
  }

  mysqldPid(keyspace: string, shard: string): number {
    return Number(readFileSync(join(this.#tabletDir(keyspace, shard), 'mysql.pid'), 'utf8').trim());
  }

  /** One call of vtctld, without a process for it. Throws when it fails. */
  async call<M extends MethodsOfKind<'vtctlservice.Vtctld', 'unary'>>(
    method: M,
    request: RequestInput<'vtctlservice.Vtctld', M>,
    timeoutMs = 120_000,
  ): Promise<Response<'vtctlservice.Vtctld', M>> {
    const address = `127.0.0.1:${this.#port('vtctldGrpc')}`;
    const client = makeClient('vtctlservice.Vtctld', address, credentials.createInsecure());
    try {
      return await client.unary(method, request, { timeoutMs });
    } finally {
      client.close();
    }
  }

  /** The admin client. Throws when it fails. */
  vtctl(...args: string[]): Promise<string> {
    return this.programs.vtctldclient('--server', `127.0.0.1:${this.#port('vtctldGrpc')}`, ...args);
  }

  /** The same; a failure is a result. */
  tryVtctl(...args: string[]): Promise<Output> {
    return this.programs.tryVtctldclient('--server', `127.0.0.1:${this.#port('vtctldGrpc')}`, ...args);
  }

  /** Starts the tablet of a shard, and makes it its primary. */
  async addShard(keyspace: string, shard: string): Promise<void> {
    const uid = this.#nextUid;
    this.#nextUid += UID_STEP;
    this.#uids.set(`${keyspace}/${shard}`, uid);
    await this.startTablet(keyspace, shard);
    await this.#makePrimary(keyspace, shard, uid);
  }

  /** A shard whose tablet others have started. */
  async addOthersShard(keyspace: string, shard: string, uid: number): Promise<void> {
    this.#uids.set(`${keyspace}/${shard}`, uid);
    await waitFor(`tablet ${uid}`, async () => {
      await this.vtctl('PingTablet', `zone1-${uid}`);
      return true;
    });
    await this.#makePrimary(keyspace, shard, uid);
  }

  async #makePrimary(keyspace: string, shard: string, uid: number): Promise<void> {
    await this.vtctl('PlannedReparentShard', '--new-primary', `zone1-${uid}`, `${keyspace}/${shard}`);
    await waitFor(`the streams' engine of ${keyspace}/${shard}`, async () => {
      await this.vtctl('Workflow', '--keyspace', keyspace, 'list');
      return true;
    });
  }

  /** Starts a shard's tablet, again where it has ended. */
  async startTablet(
    keyspace: string,
    shard: string,
    topo = this.#topoArgs(),
    uid = this.uid(keyspace, shard),
  ): Promise<void> {
    const args = [
      ...topo,
      ...this.#storage,
      ...['--grpc-port', String(this.#base + 1000 + uid), '--service-map', 'grpc-queryservice,grpc-tabletmanager'],
      ...['--tablet-path', `zone1-${uid}`, '--tablet-hostname', '127.0.0.1', '--init-keyspace', keyspace],
      ...['--init-shard', shard, '--init-tablet-type', 'replica', '--flavor', this.#flavor],
      ...['--mysqld-prefix', prefixOf(this.#flavor) ?? '', '--mycnf-mysql-port', String(this.#base + 2000 + uid)],
      ...['--tablet-dir', this.programs.dir, '--mysqld-profile', 'small', '--mysqld-shutdown'],
      ...['--health-check-interval', '1s', '--lameduck-period', '0s'],
    ];
    const name = `vttablet-${uid}`;
    await this.programs.start(name, 'vttablet', this.#base + uid, args, this.#crashEnv(name));
  }

  /** A second tablet, whose uid is the next one. */
  async addReplica(keyspace: string, shard: string): Promise<void> {
    const uid = this.uid(keyspace, shard) + 1;
    await this.startTablet(keyspace, shard, this.#topoArgs(), uid);
    await waitFor(`the replica of ${keyspace}/${shard}`, async () => {
      const { status } = await this.call('GetFullStatus', { tablet_alias: { cell: 'zone1', uid } });
      return status?.replication_status?.io_state === 3;
    });
  }

  tabletName(keyspace: string, shard: string): string {
    return `vttablet-${this.uid(keyspace, shard)}`;
  }

  async dropShard(keyspace: string, shard: string): Promise<void> {
    const uid = this.uid(keyspace, shard);
    for (const each of [uid + 1, uid]) await this.programs.stop(`vttablet-${each}`);
    this.forget(keyspace, shard);
    await this.vtctl('DeleteShards', '--force', '--recursive', '--even-if-serving', `${keyspace}/${shard}`);
  }

  /** Its tablet is no longer asked. */
  forget(keyspace: string, shard: string): void {
    this.#uids.delete(`${keyspace}/${shard}`);
  }

  /** Shards that have tablets here. */
  shardsOf(keyspace: string): readonly string[] {
    return [...this.#uids.keys()].flatMap((name) =>
      name.startsWith(`${keyspace}/`) ? [name.slice(keyspace.length + 1)] : [],
    );
  }

  /** Every shard that has a tablet here. */
  places(): readonly { readonly keyspace: string; readonly shard: string }[] {
    return [...this.#uids.keys()].map((name) => {
      const slash = name.indexOf('/');
      return { keyspace: name.slice(0, slash), shard: name.slice(slash + 1) };
    });
  }

  uid(keyspace: string, shard: string): number {
    const uid = this.#uids.get(`${keyspace}/${shard}`);
    if (uid === undefined) throw new Error(`no tablet of ${keyspace}/${shard}`);
    return uid;
  }

  async startGate(...more: readonly string[]): Promise<void> {
    const args = [
      ...[...this.#topoArgs(), '--cell', 'zone1', '--cells-to-watch', 'zone1', '--tablet-types-to-wait', 'PRIMARY'],
      ...['--grpc-port', String(this.#base + 991)],
      ...['--mysql-server-port', String(this.mysqlPort), '--mysql-server-bind-address', '127.0.0.1'],
      ...['--mysql-auth-server-impl', 'none', '--enable-buffer', '--buffer-min-time-between-failovers', '0s'],
      ...more,
    ];
    await this.programs.start('vtgate', 'vtgate', this.#port('vtgateHttp'), args);
  }

  /** A connection to the gate. */
  async connect(database?: string, port = this.mysqlPort): Promise<Connection> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'user',
      database,
      supportBigNumbers: true,
    });
    connection.on('error', () => {});
    this.#connections.push(connection);
    return connection;
  }

  connectMany(count: number, database?: string): Promise<Connection[]> {
    return Promise.all(Array.from({ length: count }, () => this.connect(database)));
  }

  #tabletDir(keyspace: string, shard: string): string {
    return join(this.programs.dir, `vt_${String(this.uid(keyspace, shard)).padStart(10, '0')}`);
  }

  socketOf(keyspace: string, shard: string): string {
    return join(this.#tabletDir(keyspace, shard), 'mysql.sock');
  }

  /** Straight to the mysqld of a shard. */
  async rowsOf(keyspace: string, shard: string, sql: string): Promise<RowDataPacket[]> {
    const connection = await createConnection({
      socketPath: this.socketOf(keyspace, shard),
      user: 'vt_dba',
      database: `vt_${keyspace}`,
    });
    try {
      return (await connection.query<RowDataPacket[]>(sql))[0];
    } finally {
      await connection.end();
    }
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    await this.programs.close();
  }
}

/** Waits until all streams of a workflow are past the copy, as their rows say. */
export async function copied(
  cluster: MoveCluster,
  keyspace: string,
  workflow: string,
  timeoutMs = 120_000,
  shards: readonly string[] = cluster.shardsOf(keyspace),
): Promise<void> {
  let last: string[] = [];
  // A stream that begins says Running before it says Copying: it has no position then.
  const left = '(select count(*) from _vt.copy_state c where c.vrepl_id = v.id)';
  const sql = `select state, message, pos <> '' and ${left} = 0 as whole from _vt.vreplication v where workflow = '${workflow}'`;
  const isCopied = async (): Promise<boolean> => {
    const rows = await Promise.all(shards.map((shard) => cluster.rowsOf(keyspace, shard, sql)));
    const streams = rows.flat();
    last = streams.map(({ state, message }) => `${String(state)} ${String(message)}`.trim());
    return streams.length > 0 && streams.every(({ state, whole }) => String(state) === 'Running' && whole === 1);
  };
  await waitFor(`${workflow} to be copied`, isCopied, timeoutMs).catch((error: unknown) => {
    throw new Error(`${String(error)}; ${last.join(', ')}`);
  });
}

/** A VDiff to its end; its summary. */
export async function diffed(
  cluster: MoveCluster,
  keyspace: string,
  workflow: string,
  timeoutMs = 120_000,
): Promise<{ readonly State: string; readonly HasMismatch: boolean; readonly RowsCompared: number }> {
  const about = ['VDiff', '--target-keyspace', keyspace, '--workflow', workflow, '--format', 'json'];
  await cluster.vtctl(...about, 'create');
  let summary = { State: '', HasMismatch: true, RowsCompared: 0 };
  await waitFor(
    `the VDiff of ${workflow}`,
    async () => {
      summary = JSON.parse(await cluster.vtctl(...about, 'show', 'last')) as typeof summary;
      return summary.State === 'completed' || summary.State === 'error';
    },
    timeoutMs,
  );
  return summary;
}
