import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@vt/base/testing';
import { MysqlConnection } from '../client/connection.ts';

/*
 * Throw-away servers for tests: a data directory in a temporary folder, small memory, no durability, a free loopback port.
 */

export type Flavor = 'mysql' | 'mariadb';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));

const programs = {
  mysql: { env: 'VT_MYSQL_PREFIX', server: 'mysqld', cache: 'mysql' },
  mariadb: { env: 'VT_MARIADB_PREFIX', server: 'mariadbd', cache: 'mariadb' },
} as const satisfies Record<Flavor, { env: string; server: string; cache: string }>;

/** The directory with a flavour's programs: from the environment, PATH, or the provisioning cache. */
export function findPrograms(flavor: Flavor): string | undefined {
  const { env, server, cache } = programs[flavor];
  const prefix = process.env[env];
  const onPath = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [...(prefix ? [join(prefix, 'bin')] : []), ...onPath, join(repository, '.cache', cache, 'bin')];
  return candidates.find((directory) => directory !== '' && existsSync(join(directory, server)));
}

/** The flavours that this machine can run; says which are missing and that their tests are skipped. */
export function availableFlavors(): Flavor[] {
  return (Object.keys(programs) as Flavor[]).filter((flavor) => {
    const found = findPrograms(flavor) !== undefined;
    if (!found) console.warn(`no ${programs[flavor].server} found (${programs[flavor].env}): its tests are skipped`);
    return found;
  });
}

const small = [
  'performance-schema=OFF',
  'innodb-buffer-pool-size=32M',
  'innodb-log-buffer-size=2M',
  'innodb-flush-log-at-trx-commit=2',
  'innodb-doublewrite=OFF',
  'sync-binlog=0',
  'max-connections=100',
  'max-allowed-packet=64M',
  'local-infile=OFF',
  'character-set-server=utf8mb4',
];

const perFlavor = {
  mysql: [
    'mysqlx=OFF',
    'secure-file-priv=',
    'gtid-mode=ON',
    'enforce-gtid-consistency=ON',
    'innodb-flush-method=nosync',
  ],
  mariadb: ['innodb-log-file-size=8M', 'log-bin=binlog', 'binlog-format=ROW', 'gtid-strict-mode=ON'],
} satisfies Record<Flavor, string[]>;

const START_TIMEOUT_MS = 60_000;

export class TestMysqld {
  readonly flavor: Flavor;
  readonly directory: string;
  readonly port: number;
  readonly #bin: string;
  #child: ChildProcess | undefined;

  private constructor(flavor: Flavor, bin: string, directory: string, port: number) {
    this.flavor = flavor;
    this.#bin = bin;
    this.directory = directory;
    this.port = port;
  }

  static async start(flavor: Flavor, extra: readonly string[] = []): Promise<TestMysqld> {
    const bin = findPrograms(flavor);
    if (!bin) throw new Error(`no ${programs[flavor].server} found`);
    const directory = mkdtempSync(join(tmpdir(), `vt-${flavor}-`));
    const mysqld = new TestMysqld(flavor, bin, directory, await freePort());
    mysqld.#initialize(extra);
    await mysqld.run();
    return mysqld;
  }

  get socketPath(): string {
    return join(this.directory, 's.sock');
  }

  /** The user that may do everything, without a password. */
  get rootOptions(): { socketPath: string; user: string } {
    return { socketPath: this.socketPath, user: 'root' };
  }

  get #data(): string {
    return join(this.directory, 'data');
  }

  #initialize(extra: readonly string[]): void {
    const lines = [
      '[mysqld]',
      `datadir=${this.#data}`,
      `socket=${this.socketPath}`,
      `port=${this.port}`,
      'server-id=1',
    ];
    const config = [...lines, 'bind-address=127.0.0.1', ...small, ...perFlavor[this.flavor], ...extra];
    if (process.getuid?.() === 0) config.push('user=root');
    writeFileSync(join(this.directory, 'my.cnf'), `${config.join('\n')}\n`);
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    const options = { stdio: 'pipe', encoding: 'utf8', env: this.#env } as const;
    if (this.flavor === 'mysql') {
      const flags = [
        '--no-defaults',
        '--initialize-insecure',
        `--datadir=${this.#data}`,
        '--innodb-flush-method=nosync',
      ];
      execFileSync(join(this.#bin, 'mysqld'), [...flags, ...user], options);
      return;
    }
    const script = join(this.#bin, 'mariadb-install-db');
    // The provisioned script takes the directory first; the packaged one takes options only.
    const isProvisioned = readFileSync(script, 'utf8').includes('mariadb-install-db DATADIR');
    const packaged = [
      '--no-defaults',
      `--datadir=${this.#data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ];
    const target = isProvisioned ? [this.#data] : packaged;
    execFileSync(script, [...target, '--innodb-log-file-size=8M', ...user], options);
  }

  /** A server that starts removes the temporary tables that it finds, also those of another that starts now. */
  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, TMPDIR: this.directory };
  }

  /** Starts the server (again) on its data and waits until it answers. */
  async run(): Promise<void> {
    const program = join(this.#bin, programs[this.flavor].server);
    const child = spawn(program, [`--defaults-file=${join(this.directory, 'my.cnf')}`], {
      stdio: 'ignore',
      env: this.#env,
    });
    this.#child = child;
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      try {
        (await MysqlConnection.connect(this.rootOptions)).close();
        return;
      } catch (error) {
        if (child.exitCode !== null || Date.now() > deadline) throw error;
        await sleep(50);
      }
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  /** Ends the server and removes its data. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
