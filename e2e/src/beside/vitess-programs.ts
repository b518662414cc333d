import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Output, runProgram, waitFor } from '../harness/cluster.ts';
import { prefixOf, repoRoot } from '../harness/servers.ts';

const STOP_MS = 20_000;

/** Where Vitess's own programs are (VT_VITESS_BIN); undefined: nowhere. */
export function vitessBin(): string | undefined {
  const dir = process.env['VT_VITESS_BIN'];
  return dir !== undefined && existsSync(join(dir, 'vttablet')) ? dir : undefined;
}

/** They refuse to run as root: in a user namespace they are somebody else, who may what root may. */
const asSomebody = process.getuid?.() === 0 ? ['unshare', '-U', '--map-user=1000', '--map-group=1000'] : [];

const loopback = ['--bind-address', '127.0.0.1'];

const tabletName = (uid: number): string => `vitess-vttablet-${uid}`;

function succeeded(args: readonly string[], { code, stdout, stderr }: Output): string {
  if (code !== 0) throw new Error(`vtctldclient ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** One of our clusters: its folder, and the port that those of its topology (379 above) and of its vtctld (999 above) are counted from. */
export type Place = { readonly dir: string; readonly portBase: number };

/** Distances from the base port, where our clusters have none. Tablets have the first fifty, and their mysqlds those from 670. */
const at = { tablets: 600, vtorc: 650, vtctld: 651, vtctldGrpc: 652, vtgate: 653, vtgateGrpc: 654, vtgateMysql: 655 };
const UIDS = 25;

/** Programs of Vitess in the topology of one of our clusters. */
export class VitessPrograms {
  readonly #bin: string;
  readonly #cluster: Place;
  readonly #children = new Map<string, ChildProcess>();
  readonly #uids = new Set<number>();

  constructor(bin: string, cluster: Place) {
    this.#bin = bin;
    this.#cluster = cluster;
  }

  get httpOfVtorc(): number {
    return this.#cluster.portBase + at.vtorc;
  }

  /** Where their pages are. */
  get http(): { readonly vtctld: string; readonly vtgate: string; readonly vtorc: string } {
    const address = (distance: number): string => `127.0.0.1:${this.#cluster.portBase + distance}`;
    return { vtctld: address(at.vtctld), vtgate: address(at.vtgate), vtorc: address(at.vtorc) };
  }

  httpOfTablet(uid: number): string {
    return `127.0.0.1:${this.#portOf(uid)}`;
  }

  #portOf(uid: number): number {
    return this.#cluster.portBase + at.tablets + 2 * (uid % UIDS);
  }

  get vtctldAddress(): string {
    return `127.0.0.1:${this.#cluster.portBase + at.vtctldGrpc}`;
  }

  get gateMysqlPort(): number {
    return this.#cluster.portBase + at.vtgateMysql;
  }

  get gateGrpcAddress(): string {
    return `127.0.0.1:${this.#cluster.portBase + at.vtgateGrpc}`;
  }

  /** Their vtctldclient at a vtctld, ours unless told otherwise. */
  async client(args: readonly string[], server = `127.0.0.1:${this.#cluster.portBase + 999}`): Promise<Output> {
    const command = [...asSomebody, join(this.#bin, 'vtctldclient'), '--server', server, ...args];
    return await runProgram(command[0] as string, command.slice(1));
  }

  /** The same at our vtctld, which must succeed. */
  async ask(...args: string[]): Promise<string> {
    return succeeded(args, await this.client(args));
  }

  /** The same at theirs. */
  async askTheirs(...args: string[]): Promise<string> {
    return succeeded(args, await this.client(args, this.vtctldAddress));
  }

  /** A mysqld as our mysqlctl makes it, and their vttablet on it. @param uid its last digits choose the ports */
  async tablet(uid: number, keyspace: string, shard = '0'): Promise<void> {
    const { dir } = this.#cluster;
    this.#uids.add(uid);
    const made = await this.#mysqlctl(uid, 'init');
    if (made.code !== 0) throw new Error(`mysqlctl init: ${made.stderr}`);
    const port = this.#portOf(uid);
    this.#start(
      tabletName(uid),
      'vttablet',
      ...['--port', String(port), '--grpc-port', String(port + 1), '--bind-address', '127.0.0.1'],
      ...['--service-map', 'grpc-queryservice,grpc-tabletmanager,grpc-updatestream'],
      ...['--tablet-path', `zone1-${uid}`, '--tablet-hostname', '127.0.0.1', '--init-keyspace', keyspace],
      ...['--init-shard', shard, '--init-tablet-type', 'replica', '--health-check-interval', '2s'],
      ...['--mycnf-file', join(dir, `vt_${String(uid).padStart(10, '0')}`, 'my.cnf')],
    );
  }

  /** Ends a tablet and its mysqld, whose data go. */
  async dropTablet(uid: number): Promise<void> {
    const child = this.#children.get(tabletName(uid));
    if (child !== undefined) await ended(child);
    this.#children.delete(tabletName(uid));
    await this.#mysqlctl(uid, 'teardown');
    this.#uids.delete(uid);
  }

  async vtctld(): Promise<void> {
    const { portBase } = this.#cluster;
    const [port, grpc] = [String(portBase + at.vtctld), String(portBase + at.vtctldGrpc)];
    const services = ['--service-map', 'grpc-vtctl,grpc-vtctld', '--cell', 'zone1'];
    this.#start('vitess-vtctld', 'vtctld', '--port', port, '--grpc-port', grpc, ...loopback, ...services);
    await waitFor('their vtctld', async () => (await this.client(['GetCellInfoNames'], this.vtctldAddress)).code === 0);
  }

  async vtgate(...more: readonly string[]): Promise<void> {
    const { portBase } = this.#cluster;
    const [port, grpc] = [String(portBase + at.vtgate), String(portBase + at.vtgateGrpc)];
    this.#start(
      'vitess-vtgate',
      'vtgate',
      ...['--port', port, '--grpc-port', grpc, ...loopback, '--service-map', 'grpc-vtgateservice'],
      ...['--cell', 'zone1', '--cells-to-watch', 'zone1', '--tablet-types-to-wait', 'PRIMARY'],
      ...['--mysql-server-port', String(this.gateMysqlPort), '--mysql-server-bind-address', '127.0.0.1'],
      ...['--mysql-auth-server-impl', 'none', ...more],
    );
    await waitFor('their vtgate', async () => (await fetch(`http://127.0.0.1:${port}/debug/vars`)).ok);
  }

  async vtorc(): Promise<void> {
    const often = ['--instance-poll-time', '1s', '--topo-information-refresh-duration', '3s'];
    const port = String(this.httpOfVtorc);
    this.#start('vitess-vtorc', 'vtorc', '--port', port, ...loopback, '--cell', 'zone1', ...often);
    await waitFor('their vtorc', async () => (await fetch(`http://127.0.0.1:${port}/debug/vars`)).ok);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#children.values()].map(ended));
    for (const uid of this.#uids) await this.#mysqlctl(uid, 'teardown');
  }

  #mysqlctl(uid: number, action: string): Promise<Output> {
    const { dir, portBase } = this.#cluster;
    const port = String(portBase + 670 + (uid % UIDS));
    const args = ['--tablet-dir', dir, '--tablet-uid', String(uid), '--mysql-port', port];
    const server = ['--mysqld-prefix', prefixOf('mysql') ?? '', '--mysqld-profile', 'small'];
    return runProgram(process.execPath, [join(repoRoot, 'apps/mysqlctl/bin.mjs'), ...args, ...server, action]);
  }

  #start(name: string, program: string, ...args: string[]): void {
    const { dir, portBase } = this.#cluster;
    const topo = ['--topo-implementation', 'etcd2', '--topo-global-server-address', `127.0.0.1:${portBase + 379}`];
    const command = [...asSomebody, join(this.#bin, program), ...topo, '--topo-global-root', '/vitess/global', ...args];
    mkdirSync(join(dir, 'logs'), { recursive: true });
    const log = openSync(join(dir, 'logs', `${name}.log`), 'a');
    const env = { ...process.env, VTDATAROOT: dir, VT_MYSQL_ROOT: this.#mysqlRoot() };
    this.#children.set(name, spawn(command[0] as string, command.slice(1), { env, stdio: ['ignore', log, log] }));
    closeSync(log);
  }

  /** They look for `sbin/mysqld` in it, to learn its version. */
  #mysqlRoot(): string {
    const root = join(this.#cluster.dir, 'vitess-mysql-root');
    const sbin = join(root, 'sbin');
    if (existsSync(sbin)) return root;
    mkdirSync(sbin, { recursive: true });
    symlinkSync(join(prefixOf('mysql') ?? '', 'bin', 'mysqld'), join(sbin, 'mysqld'));
    return root;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(late);
}
