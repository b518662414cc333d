import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { ConnectOptions } from '@vt/mysql';
import { MysqlConnection } from '@vt/mysql';
import type { Measured, Measurements, MetricName } from './metric.ts';

const NS_PER_S = 1e9;

export type SelfOptions = {
  readonly connect: ConnectOptions;
  /** `keyspace:shard`, the key of its row in the heartbeat table. */
  readonly keyspaceShard: string;
  readonly sidecarName: string;
  readonly tabletUid: number;
};

/** Measures this tablet's mysqld and machine, on one connection. */
export class SelfMetrics {
  readonly #options: SelfOptions;
  #connection: MysqlConnection | undefined;
  #datadir: string | undefined;

  constructor(options: SelfOptions) {
    this.#options = options;
  }

  close(): void {
    this.#connection?.destroy();
    this.#connection = undefined;
  }

  /** Writes the time, from which replicas read how far they are behind. Only on a primary. */
  async writeHeartbeat(signal: AbortSignal): Promise<void> {
    const { sidecarName, keyspaceShard, tabletUid } = this.#options;
    const ts = BigInt(Date.now()) * 1_000_000n;
    const sql = `insert into \`${sidecarName}\`.heartbeat (keyspaceShard, tabletUid, ts) values ('${keyspaceShard}', ${tabletUid}, ${ts})
      on duplicate key update ts = values(ts), tabletUid = values(tabletUid)`;
    await (await this.#connected(signal)).execute(sql);
  }

  async read(customQuery: string, signal: AbortSignal): Promise<Measurements> {
    const readers = {
      lag: () => this.#lag(signal),
      threads_running: () => this.#number("show global status like 'threads_running'", 1, signal),
      history_list_length: () => this.#historyLength(signal),
      loadavg: async () => (loadavg()[0] ?? 0) / availableParallelism(),
      'mysqld-loadavg': async () => (loadavg()[0] ?? 0) / availableParallelism(),
      'mysqld-datadir-used-ratio': () => this.#usedRatio(signal),
      ...(customQuery !== '' && { custom: () => this.#custom(customQuery, signal) }),
    } satisfies { readonly [M in MetricName]?: () => Promise<number> };
    const found: { [M in MetricName]?: Measured } = {};
    for (const [name, read] of Object.entries(readers)) found[name as MetricName] = await measured(read);
    return found;
  }

  /** Seconds since the last heartbeat that arrived here. */
  async #lag(signal: AbortSignal): Promise<number> {
    const { sidecarName, keyspaceShard } = this.#options;
    const ts = await this.#number(
      `select ts from \`${sidecarName}\`.heartbeat where keyspaceShard = '${keyspaceShard}'`,
      0,
      signal,
    );
    return Math.max(0, Date.now() / 1000 - ts / NS_PER_S);
  }

  /** `show global status like …` has the value second; any other query first. */
  #custom(query: string, signal: AbortSignal): Promise<number> {
    return this.#number(query, /^\s*show/i.test(query) ? 1 : 0, signal);
  }

  #historyLength(signal: AbortSignal): Promise<number> {
    const sql = "select count from information_schema.innodb_metrics where name = 'trx_rseg_history_len'";
    return this.#number(sql, 0, signal);
  }

  async #usedRatio(signal: AbortSignal): Promise<number> {
    if (this.#datadir === undefined) {
      const { rows } = await (await this.#connected(signal)).execute('select @@global.datadir');
      this.#datadir = Buffer.from(rows[0]?.[0] ?? '').toString();
    }
    const { blocks, bavail } = await statfs(this.#datadir);
    return 1 - bavail / blocks;
  }

  async #number(sql: string, column: number, signal: AbortSignal): Promise<number> {
    const { rows } = await (await this.#connected(signal)).execute(sql);
    const cell = rows[0]?.[column];
    const value = cell ? Number(Buffer.from(cell).toString()) : Number.NaN;
    if (Number.isNaN(value)) throw new Error(`no number in the answer to ${sql.slice(0, 100)}`);
    return value;
  }

  async #connected(signal: AbortSignal): Promise<MysqlConnection> {
    if (!this.#connection || this.#connection.isClosed)
      this.#connection = await MysqlConnection.connect(this.#options.connect, signal);
    return this.#connection;
  }
}

async function measured(read: () => Promise<number>): Promise<Measured> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
