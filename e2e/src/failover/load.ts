import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { TestCluster } from '../harness/cluster.ts';
import { Ledger, type Outcome } from './ledger.ts';

export type LoadOptions = { readonly writers: number; readonly readers: number; readonly database: string };

/** Errors after which nobody can tell whether the statement ran. */
const UNKNOWN =
  /closed|dropped|ECONNRESET|lost|connection was|broken|may have run|EPIPE|unexpected|interrupted|killed|Lost connection/i;
/** Between two statements of one client: the load is to be steady, not the machine's whole. */
const PAUSE_MS = 5;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Clients that write and read through the gate until stopped. Every write has a key of its own and is never repeated. */
export class Load {
  readonly ledger = new Ledger();
  readonly readErrors = new Map<string, number>();
  reads = 0;
  readonly #cluster: TestCluster;
  readonly #options: LoadOptions;
  #running = true;
  #clients: Promise<void>[] = [];

  constructor(cluster: TestCluster, options: LoadOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  async start(): Promise<void> {
    const { writers, readers, database } = this.#options;
    const connection = await this.#cluster.connect(database);
    await connection.query('create table ledger (id bigint primary key, writer int)');
    await connection.query('create table counter (writer int primary key, n bigint)');
    for (let writer = 0; writer < writers; writer++) {
      await connection.query(`insert into counter values (${writer}, 0)`);
    }
    await connection.end();
    this.#clients = [
      ...Array.from({ length: writers }, (_, writer) => this.#write(writer)),
      ...Array.from({ length: readers }, (_, reader) => this.#read(reader)),
    ];
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#clients);
  }

  /** What is stored, read from the primary. */
  async stored(): Promise<{ readonly ids: Set<number>; readonly counters: Map<number, number> }> {
    const connection = await this.#cluster.connect(this.#options.database);
    await connection.query("set workload = 'olap'");
    const [ids] = await connection.query<RowDataPacket[]>('select id from ledger');
    const [counters] = await connection.query<RowDataPacket[]>('select writer, n from counter');
    await connection.end();
    return {
      ids: new Set(ids.map((row) => Number(row['id']))),
      counters: new Map(counters.map((row) => [Number(row['writer']), Number(row['n'])])),
    };
  }

  async #write(writer: number): Promise<void> {
    let connection: Connection | undefined;
    for (let n = 0; this.#running; n++) {
      const id = n % 2 === 0 ? (writer + 1) * 10_000_000 + n : undefined;
      const sql =
        id === undefined
          ? `update counter set n = n + 1 where writer = ${writer}`
          : `insert into ledger values (${id}, ${writer})`;
      const startMs = Date.now();
      let outcome: Outcome = 'failed';
      let error: string | undefined;
      try {
        connection ??= await this.#cluster.connect(this.#options.database);
        outcome = 'unknown';
        await connection.query(sql);
        outcome = 'acknowledged';
      } catch (thrown) {
        const { message, fatal, errno = 0 } = thrown as { message: string; fatal?: boolean; errno?: number };
        error = message.replaceAll(/\d{4,}/g, 'N').slice(0, 200);
        if (outcome === 'unknown' && !fatal && errno > 0 && !UNKNOWN.test(message)) outcome = 'failed';
        if (fatal || errno <= 0) connection = undefined;
        await pause(20);
      }
      this.ledger.add({ writer, id, startMs, endMs: Date.now(), outcome, error });
      await pause(PAUSE_MS);
    }
    await connection?.end().catch(() => {});
  }

  async #read(reader: number): Promise<void> {
    let connection: Connection | undefined;
    while (this.#running) {
      try {
        connection ??= await this.#cluster.connect(this.#options.database);
        await connection.query(`select n from counter where writer = ${reader}`);
        this.reads++;
      } catch (thrown) {
        const { message, fatal, errno = 0 } = thrown as { message: string; fatal?: boolean; errno?: number };
        const text = message.replaceAll(/\d{4,}/g, 'N').slice(0, 200);
        this.readErrors.set(text, (this.readErrors.get(text) ?? 0) + 1);
        if (fatal || errno <= 0) connection = undefined;
        await pause(20);
      }
      await pause(PAUSE_MS);
    }
    await connection?.end().catch(() => {});
  }
}
