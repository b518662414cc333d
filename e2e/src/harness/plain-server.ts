import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@vt/base/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import { type Output, runProgram, waitFor } from './cluster.ts';
import { prefixOf } from './servers.ts';

const run = promisify(execFile);

/** A light mysqld: what tests compare with. No durability. */
const light = [
  '--performance-schema=OFF',
  '--innodb-buffer-pool-size=32M',
  '--innodb-redo-log-capacity=8M',
  '--innodb-flush-method=nosync',
  '--innodb-doublewrite=OFF',
  '--innodb-flush-log-at-trx-commit=2',
  '--mysqlx=OFF',
  '--disable-log-bin',
  '--max-connections=100',
  '--secure-file-priv=',
];

/** A plain MySQL server beside the cluster: the oracle of every comparison. */
export class PlainServer {
  readonly port: number;
  readonly #prefix: string;
  readonly #process: ChildProcess;
  readonly #connections: Connection[] = [];

  private constructor(prefix: string, port: number, process: ChildProcess) {
    this.#prefix = prefix;
    this.port = port;
    this.#process = process;
  }

  /** Initialises and starts a mysqld in `dir`, which must exist and be empty. User root, no password, loopback only. @param flags beside the usual ones. */
  static async start(dir: string, flags: readonly string[] = []): Promise<PlainServer> {
    const prefix = prefixOf('mysql');
    if (prefix === undefined) throw new Error('no mysqld: set VT_MYSQL_PREFIX or run npm test, which provisions one');
    const mysqld = join(prefix, 'bin', 'mysqld');
    const data = join(dir, 'data');
    const common = [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${join(dir, 's')}`,
      `--log-error=${join(dir, 'error.log')}`,
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
      ...light,
      ...flags,
    ];
    await run(mysqld, [...common, '--initialize-insecure']);
    const port = await freePort();
    const child = spawn(mysqld, [...common, '--bind-address=127.0.0.1', `--port=${port}`], { stdio: 'ignore' });
    const server = new PlainServer(prefix, port, child);
    await waitFor('mysqld to answer', async () => {
      if (child.exitCode !== null) throw new Error(`mysqld exited with ${child.exitCode}`);
      const connection = await server.#open();
      await connection.end();
      return true;
    });
    return server;
  }

  async #open(database?: string): Promise<Connection> {
    return createConnection({ host: '127.0.0.1', port: this.port, user: 'root', database, supportBigNumbers: true });
  }

  /** A connection of mysql2; closed with the server. */
  async connect(database?: string): Promise<Connection> {
    const connection = await this.#open(database);
    this.#connections.push(connection);
    return connection;
  }

  /** The stock client, fed a script. */
  async client(input: string): Promise<Output> {
    const client = join(this.#prefix, 'bin', 'mysql');
    return runProgram(client, ['--no-defaults', '-h127.0.0.1', `-P${this.port}`, '-uroot'], input);
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGKILL');
    await gone;
  }
}
