import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { anySignal } from '@vt/base';
import { type ConnectOptions, MysqlSession } from '@vt/mysql';
import type { Measured, Measurements, MetricName } from './metric.ts';

const NS_PER_S = 1e9;
/** What is not measured by then is not known: a server that hangs is no reason to go on as if nothing were. */
const READ_MS_MAX = 5_000;

export type SelfOptions = {
  readonly connect: ConnectOptions;
  /** `keyspace:shard`, the key of its row in the heartbeat table. */
  readonly keyspaceShard: string;
  readonly sidecarName: string;
  readonly tabletUid: number;
};

/** Measures this tablet's mysqld and machine, on one session; another is for writing. */
export class SelfMetrics {
  readonly #options: SelfOptions;
  readonly #reads: KeptSession;
  readonly #writes: KeptSession;
  #datadir: string | undefined;

  constructor(options: SelfOptions) {
    this.#options = options;
    this.#reads = new KeptSession(options.connect, limitReads);
    this.#writes = new KeptSession(options.connect);
  }

  close(): void {
    this.#reads.close();
    this.#writes.close();
  }

  /**
   * Writes the time, from which replicas read how far they are behind. Without a limit of time: one that waits for an acknowledgement would go on waiting in mysqld, and soon there would be many.
   *
   * @param mayWrite INVARIANT: asked again when the session is there. MariaDB's read-only mode does not hold this account: what a demoted primary writes is an errant transaction
   */
  async writeHeartbeat(signal: AbortSignal, mayWrite: () => boolean): Promise<void> {
    const { sidecarName, keyspaceShard, tabletUid } = this.#options;
    const session = await this.#writes.get(signal);
    if (!mayWrite()) return;
    const ts = BigInt(Date.now()) * 1_000_000n;
    const sql = `insert into \`${sidecarName}\`.heartbeat (keyspaceShard, tabletUid, ts) values ('${keyspaceShard}', ${tabletUid}, ${ts})
      on duplicate key update ts = values(ts), tabletUid = values(tabletUid)`;
    await session.execute(sql);
  }

  async read(customQuery: string, end: AbortSignal): Promise<Measurements> {
    const signal = anySignal([end, AbortSignal.timeout(READ_MS_MAX)]);
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
      const { rows } = await (await this.#reads.get(signal)).execute('select @@global.datadir', signal);
      this.#datadir = Buffer.from(rows[0]?.[0] ?? '').toString();
    }
    const { blocks, bavail } = await statfs(this.#datadir);
    return 1 - bavail / blocks;
  }

  async #number(sql: string, column: number, signal: AbortSignal): Promise<number> {
    const { rows } = await (await this.#reads.get(signal)).execute(sql, signal);
    const cell = rows[0]?.[column];
    const value = cell ? Number(Buffer.from(cell).toString()) : Number.NaN;
    if (Number.isNaN(value)) throw new Error(`no number in the answer to ${sql.slice(0, 100)}`);
    return value;
  }
}

/** A session that is made when it is asked for, and made anew when it is gone. For one caller at a time. */
class KeptSession {
  readonly #options: ConnectOptions;
  readonly #prepare: (session: MysqlSession, signal: AbortSignal) => Promise<unknown>;
  #session: MysqlSession | undefined;

  constructor(
    options: ConnectOptions,
    prepare: (session: MysqlSession, signal: AbortSignal) => Promise<unknown> = async () => {},
  ) {
    this.#options = options;
    this.#prepare = prepare;
  }

  async get(signal: AbortSignal): Promise<MysqlSession> {
    if (this.#session && !this.#session.isClosed) return this.#session;
    this.#session = await MysqlSession.open(this.#options, signal);
    try {
      await this.#prepare(this.#session, signal);
    } catch (error) {
      this.close();
      throw error;
    }
    return this.#session;
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }
}

/** mysqld ends itself what is given up here. */
function limitReads(session: MysqlSession, signal: AbortSignal): Promise<unknown> {
  const sql = session.connection.isMariadb
    ? `set session max_statement_time = ${READ_MS_MAX / 1000}`
    : `set session max_execution_time = ${READ_MS_MAX}`;
  return session.execute(sql, signal);
}

async function measured(read: () => Promise<number>): Promise<Measured> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
