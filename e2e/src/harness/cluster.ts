import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Connection, createConnection } from 'mysql2/promise';
import { freePortBase } from './ports.ts';
import { prefixOf, repoRoot } from './servers.ts';

const run = promisify(execFile);
const VT = join(repoRoot, 'apps/vt/bin.mjs');
const UP_TIMEOUT_MS = 180_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export type ClusterOptions = {
  readonly flavor?: 'mysql' | 'mariadb';
  readonly topo?: 'embedded' | 'etcd';
  /** `vt up` flags beside those above. */
  readonly flags?: readonly string[];
  /** An existing folder to start from; made when absent. */
  readonly dir?: string;
  readonly portBase?: number;
};

/** One line of `vt status --json`. */
export type ProcessStatus = {
  readonly name: string;
  readonly kind: string;
  readonly pid: number | null;
  readonly running: boolean;
  readonly ports?: Readonly<Record<string, number>>;
};

export type Output = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end; a non-zero exit is a result, not an exception. */
export async function runProgram(file: string, args: readonly string[], input?: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], cwd: repoRoot });
    const chunks: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
    child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(chunks.out).toString(),
        stderr: Buffer.concat(chunks.err).toString(),
      }),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** Folders of clusters that are up: who ends early, by Ctrl-C or a failure, leaves none behind. */
const up = new Set<string>();
process.once('exit', () => {
  for (const dir of up) spawnSync(process.execPath, [VT, 'down', '--dir', dir]);
});

/** A cluster of real processes in a folder of its own, driven as a user would: through `vt`. */
export class TestCluster {
  readonly dir: string;
  readonly portBase: number;
  readonly #ownsDir: boolean;
  readonly #options: ClusterOptions;
  readonly #connections: Connection[] = [];
  readonly #afterDown: (() => void)[] = [];

  private constructor(dir: string, portBase: number, ownsDir: boolean, options: ClusterOptions) {
    this.dir = dir;
    this.portBase = portBase;
    this.#ownsDir = ownsDir;
    this.#options = options;
  }

  /** Starts a cluster and returns when `vt up` says it is ready. */
  static async start(options: ClusterOptions = {}): Promise<TestCluster> {
    const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'vt-e2e-')));
    const portBase = options.portBase ?? (await freePortBase());
    const cluster = new TestCluster(dir, portBase, options.dir === undefined, options);
    up.add(dir);
    try {
      await cluster.up();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get mysqlPort(): number {
    return this.portBase + 306;
  }

  /** `vt up` again, on the same folder and ports. */
  async up(...flags: string[]): Promise<string> {
    const { flavor = 'mysql', topo = 'embedded', flags: more = [] } = this.#options;
    const args = [
      'up',
      '--dir',
      this.dir,
      '--port-base',
      String(this.portBase),
      '--flavor',
      flavor,
      '--topo',
      topo,
      '--detach',
      ...more,
      ...flags,
    ];
    const { stdout, stderr } = await run(process.execPath, [VT, ...args], {
      timeout: UP_TIMEOUT_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    return stdout + stderr;
  }

  async vt(...args: string[]): Promise<Output> {
    return runProgram(process.execPath, [VT, ...args, '--dir', this.dir]);
  }

  async status(): Promise<readonly ProcessStatus[]> {
    const { stdout, code, stderr } = await this.vt('status', '--json');
    if (code !== 0) throw new Error(`vt status failed: ${stderr}`);
    return (JSON.parse(stdout) as { processes: ProcessStatus[] }).processes;
  }

  async processNamed(name: string): Promise<ProcessStatus> {
    const processes = await this.status();
    const found = processes.find((p) => p.name === name);
    if (!found) throw new Error(`no process '${name}' among ${processes.map((p) => p.name).join(', ')}`);
    return found;
  }

  /** SIGKILL, by pid. */
  async kill9(name: string): Promise<void> {
    const { pid } = await this.processNamed(name);
    if (pid === null) throw new Error(`${name} has no pid`);
    process.kill(pid, 'SIGKILL');
    await waitFor(`${name} to be gone`, async () => !isAlive(pid));
  }

  /** @param prefix a command line that runs another, such as `nsenter …` */
  async restart(name: string, prefix: readonly string[] = []): Promise<void> {
    const [file, ...args] = [...prefix, process.execPath, VT, 'restart', name, '--dir', this.dir];
    const { code, stderr } = await runProgram(file, args);
    if (code !== 0) throw new Error(`vt restart ${name}: ${stderr}`);
  }

  /** A connection of mysql2 to vtgate; closed with the cluster. */
  async connect(database?: string, port = this.mysqlPort): Promise<Connection> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'root',
      database,
      supportBigNumbers: true,
      multipleStatements: false,
    });
    // A connection that the test's own fault breaks must not end the test process.
    connection.on('error', () => {});
    this.#connections.push(connection);
    return connection;
  }

  /** The provisioned MySQL client against vtgate; `input` is a script. */
  async mysqlClient(database: string, input: string, ...flags: string[]): Promise<Output> {
    const flavor = this.#options.flavor ?? 'mysql';
    const client = join(prefixOf(flavor) ?? '', 'bin', flavor === 'mysql' ? 'mysql' : 'mariadb');
    return runProgram(
      client,
      ['--no-defaults', '-h127.0.0.1', `-P${this.mysqlPort}`, '-uroot', ...flags, database],
      input,
    );
  }

  async log(name: string): Promise<string> {
    return readFile(join(this.dir, 'logs', `${name}.log`), 'utf8').catch(() => '');
  }

  /** Has work done when everything has stopped, before the folder goes. */
  onDown(work: () => void): void {
    this.#afterDown.push(work);
  }

  /** It goes on when this process has ended. */
  leave(): void {
    up.delete(this.dir);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#connections.map((c) => c.end().catch(() => c.destroy())));
    await this.vt('down');
    up.delete(this.dir);
    for (const work of this.#afterDown) work();
    if (this.#ownsDir) await rm(this.dir, { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until `probe` holds; fails with `what` when it does not within the deadline. A probe that throws does not hold. */
export async function waitFor(what: string, probe: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      if (await probe()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}${last === undefined ? '' : `: ${String(last)}`}`);
}
