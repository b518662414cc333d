import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Output, runProgram, type TestCluster, waitFor } from '../harness/cluster.ts';
import { prefixOf, repoRoot } from '../harness/servers.ts';

const STOP_MS = 20_000;

/** Where Vitess's own programs are (VT_VITESS_BIN); undefined: nowhere. */
export function vitessBin(): string | undefined {
  const dir = process.env['VT_VITESS_BIN'];
  return dir !== undefined && existsSync(join(dir, 'vttablet')) ? dir : undefined;
}

/** They refuse to run as root: in a user namespace they are somebody else, who may what root may. */
const asSomebody = process.getuid?.() === 0 ? ['unshare', '-U', '--map-user=1000', '--map-group=1000'] : [];

/** Programs of Vitess in the topology of one of our clusters. Ports lie where `vt up` has none: from 600 above its base. */
export class VitessPrograms {
  readonly #bin: string;
  readonly #cluster: TestCluster;
  readonly #children: ChildProcess[] = [];
  readonly #uids: number[] = [];

  constructor(bin: string, cluster: TestCluster) {
    this.#bin = bin;
    this.#cluster = cluster;
  }

  get httpOfVtorc(): number {
    return this.#cluster.portBase + 650;
  }

  /** Their vtctldclient at our vtctld. */
  async client(...args: string[]): Promise<Output> {
    const server = `127.0.0.1:${this.#cluster.portBase + 999}`;
    const command = [...asSomebody, join(this.#bin, 'vtctldclient'), '--server', server, ...args];
    return await runProgram(command[0] as string, command.slice(1));
  }

  /** The same, which must succeed. */
  async ask(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.client(...args);
    if (code !== 0) throw new Error(`vtctldclient ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** A mysqld as our mysqlctl makes it, and their vttablet on it. */
  async tablet(uid: number, keyspace: string): Promise<void> {
    const { dir, portBase } = this.#cluster;
    this.#uids.push(uid);
    const made = await this.#mysqlctl(uid, 'init');
    if (made.code !== 0) throw new Error(`mysqlctl init: ${made.stderr}`);
    const port = portBase + 600 + 2 * (uid % 10);
    this.#start(
      `vitess-vttablet-${uid}`,
      'vttablet',
      ...['--port', String(port), '--grpc-port', String(port + 1), '--bind-address', '127.0.0.1'],
      ...['--service-map', 'grpc-queryservice,grpc-tabletmanager,grpc-updatestream'],
      ...['--tablet-path', `zone1-${uid}`, '--tablet-hostname', '127.0.0.1', '--init-keyspace', keyspace],
      ...['--init-shard', '0', '--init-tablet-type', 'replica', '--health-check-interval', '2s'],
      ...['--mycnf-file', join(dir, `vt_${String(uid).padStart(10, '0')}`, 'my.cnf')],
    );
  }

  async vtorc(): Promise<void> {
    const often = ['--instance-poll-time', '1s', '--topo-information-refresh-duration', '3s'];
    const port = String(this.httpOfVtorc);
    this.#start('vitess-vtorc', 'vtorc', '--port', port, '--bind-address', '127.0.0.1', '--cell', 'zone1', ...often);
    await waitFor('their vtorc', async () => (await fetch(`http://127.0.0.1:${port}/debug/vars`)).ok);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.map(ended));
    for (const uid of this.#uids) await this.#mysqlctl(uid, 'teardown');
  }

  #mysqlctl(uid: number, action: string): Promise<Output> {
    const { dir, portBase } = this.#cluster;
    const args = [
      '--tablet-dir',
      dir,
      '--tablet-uid',
      String(uid),
      '--mysql-port',
      String(portBase + 670 + (uid % 10)),
    ];
    const server = ['--mysqld-prefix', prefixOf('mysql') ?? '', '--mysqld-profile', 'small'];
    return runProgram(process.execPath, [join(repoRoot, 'apps/mysqlctl/bin.mjs'), ...args, ...server, action]);
  }

  #start(name: string, program: string, ...args: string[]): void {
    const { dir, portBase } = this.#cluster;
    const topo = ['--topo-implementation', 'etcd2', '--topo-global-server-address', `127.0.0.1:${portBase + 379}`];
    const command = [...asSomebody, join(this.#bin, program), ...topo, '--topo-global-root', '/vitess/global', ...args];
    const log = openSync(join(dir, 'logs', `${name}.log`), 'a');
    const env = { ...process.env, VTDATAROOT: dir, VT_MYSQL_ROOT: this.#mysqlRoot() };
    this.#children.push(spawn(command[0] as string, command.slice(1), { env, stdio: ['ignore', log, log] }));
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
