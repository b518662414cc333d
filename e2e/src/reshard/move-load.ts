import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Ledger, type Outcome } from '../failover/ledger.ts';
import type { MoveCluster } from './move-cluster.ts';

export type MoveLoadOptions = {
  readonly writers: number;
  readonly readers: number;
  readonly database: string;
  /** Between two statements of one client. */
  readonly pauseMs: number;
};

/** Errors after which nobody can tell whether the statement ran. */
const UNKNOWN = /closed|dropped|ECONNRESET|lost|connection was|broken|may have run|EPIPE|interrupted|killed/i;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What one turn of a writer sends: a statement, or several as a transaction. */
type Turn = { readonly id: number | undefined; readonly statements: readonly string[] };

/** Keys of writers are far apart, and far behind those of rows that were there before. */
export const WRITER_STRIDE = 1_000_000_000;

/** Clients that write and read through the gate while tables and shards move. Every write has a key of its own and is never repeated. */
export class MoveLoad {
  readonly ledger = new Ledger();
  readonly readErrors = new Map<string, number>();
  readonly readMs: number[] = [];
  reads = 0;
  readonly #cluster: MoveCluster;
  readonly #options: MoveLoadOptions;
  #running = true;
  #clients: Promise<void>[] = [];

  constructor(cluster: MoveCluster, options: MoveLoadOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** The tables are there, and empty of what writers write. */
  async start(): Promise<void> {
    const { writers, readers, database } = this.#options;
    const connection = await this.#cluster.connect(database);
    for (let writer = 0; writer < writers; writer++) {
      await connection.query(`insert into counter values (${writer}, 0)`);
    }
    await connection.end();
    this.#clients = [
      ...Array.from({ length: writers }, (_, writer) => this.#write(writer)),
      ...Array.from({ length: readers }, (_, reader) => this.#read(reader, writers)),
    ];
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#clients);
  }

  #turn(writer: number, n: number): Turn {
    const id = (writer + 1) * WRITER_STRIDE + n;
    const insert = `insert into ledger values (${id}, ${writer}, 'written')`;
    if (n % 3 === 0) return { id, statements: [insert] };
    if (n % 3 === 1) return { id: undefined, statements: [`update counter set n = n + 1 where writer = ${writer}`] };
    const update = `update ledger set note = 'changed' where id = ${id}`;
    return { id, statements: ['begin', insert, update, 'commit'] };
  }

  async #write(writer: number): Promise<void> {
    let connection: Connection | undefined;
    for (let n = 0; this.#running; n++) {
      const { id, statements } = this.#turn(writer, n);
      const startMs = Date.now();
      let outcome: Outcome = 'failed';
      let error: string | undefined;
      try {
        connection ??= await this.#cluster.connect(this.#options.database);
        for (const sql of statements) {
          // Only the last statement decides whether it happened.
          if (sql === statements.at(-1)) outcome = 'unknown';
          await connection.query(sql);
        }
        outcome = 'acknowledged';
      } catch (thrown) {
        const { message, fatal, errno = 0 } = thrown as { message: string; fatal?: boolean; errno?: number };
        error = message.replaceAll(/\d{4,}/g, 'N').slice(0, 200);
        if (outcome === 'unknown' && !fatal && errno > 0 && !UNKNOWN.test(message)) outcome = 'failed';
        if (fatal || errno <= 0) connection = undefined;
        else await connection?.query('rollback').catch(() => {});
        await pause(20);
      }
      this.ledger.add({ writer, id, startMs, endMs: Date.now(), outcome, error });
      await pause(this.#options.pauseMs);
    }
    await connection?.end().catch(() => {});
  }

  async #read(reader: number, writers: number): Promise<void> {
    let connection: Connection | undefined;
    let n = 0;
    while (this.#running) {
      n++;
      const startMs = performance.now();
      try {
        connection ??= await this.#cluster.connect(this.#options.database);
        const sql =
          n % 10 === 9
            ? 'select count(*) from counter'
            : `select n from counter where writer = ${(reader + n) % Math.max(1, writers)}`;
        await connection.query(sql);
        this.reads++;
        this.readMs.push(performance.now() - startMs);
      } catch (thrown) {
        const { message, fatal, errno = 0 } = thrown as { message: string; fatal?: boolean; errno?: number };
        const text = message.replaceAll(/\d{4,}/g, 'N').slice(0, 200);
        this.readErrors.set(text, (this.readErrors.get(text) ?? 0) + 1);
        if (fatal || errno <= 0) connection = undefined;
        await pause(20);
      }
      await pause(this.#options.pauseMs);
    }
    await connection?.end().catch(() => {});
  }

  /** What is stored now, as the shards' servers have it: how often each key is there, and each writer's counter. */
  async stored(
    keyspace: string,
    shards: readonly string[],
  ): Promise<{ readonly ids: Map<number, number>; readonly counters: Map<number, number>; readonly rows: number }> {
    const ids = new Map<number, number>();
    const counters = new Map<number, number>();
    let rows = 0;
    for (const shard of shards) {
      const read = (sql: string): Promise<RowDataPacket[]> => this.#cluster.rowsOf(keyspace, shard, sql);
      for (const row of await read(`select id from ledger where id >= ${WRITER_STRIDE}`)) {
        ids.set(Number(row['id']), (ids.get(Number(row['id'])) ?? 0) + 1);
      }
      for (const row of await read('select writer, n from counter')) {
        counters.set(Number(row['writer']), (counters.get(Number(row['writer'])) ?? 0) + Number(row['n']));
      }
      rows += Number((await read('select count(*) as n from ledger'))[0]?.['n']);
    }
    return { ids, counters, rows };
  }
}
