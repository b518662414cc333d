import type { Connection } from 'mysql2/promise';
import { type Audit, Ledger, type Outcome } from './ledger.ts';

/** Opens a connection to the gate, with a database or none. */
export type Connect = (database?: string) => Promise<Connection>;

export type Clients = {
  readonly writers: number;
  readonly readers: number;
  /** What they connect to; undefined: to no database, as applications that leave it to the gate where a table is. */
  readonly database?: string | undefined;
  /** Between two statements of one client: the load is to be steady, not the machine's whole. */
  readonly pauseMs: number;
  /** Every third write is a transaction of two statements. */
  readonly transactions: boolean;
};

/** Clients that came together, and can go together. */
export type Group = { stop(): Promise<void> };

/** Errors after which nobody can tell whether the statement ran. */
const UNKNOWN =
  /closed|dropped|ECONNRESET|lost|connection was|broken|may have run|EPIPE|unexpected|interrupted|killed|Lost connection/i;
const AFTER_ERROR_MS = 20;
/** Of a write that takes longer it is kept where in it the time went. */
const SLOW_MS = 200;
const ERROR_CHARS_MAX = 200;
const FAILED_READS_MAX = 100_000;

/** Keys of writers are far apart, and far behind those of rows that were there before. */
export const WRITER_STRIDE = 1_000_000_000;

export const LEDGER = 'create table ledger (id bigint primary key, writer int, note varchar(64), key (writer))';
export const COUNTER = 'create table counter (writer int primary key, n bigint)';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What one turn of a writer sends: a statement, or several as a transaction. */
type Turn = { readonly id: number | undefined; readonly statements: readonly string[] };

/** A read that failed. */
export type FailedRead = { readonly startMs: number; readonly endMs: number; readonly error: string };

type Failure = { readonly text: string; readonly isConnectionLost: boolean; readonly isUnknown: boolean };

function failureOf(thrown: unknown): Failure {
  const { message, fatal, errno = 0 } = thrown as { message: string; fatal?: boolean; errno?: number };
  const isConnectionLost = fatal === true || errno <= 0;
  return {
    text: message.replaceAll(/\d{4,}/g, 'N').slice(0, ERROR_CHARS_MAX),
    isConnectionLost,
    isUnknown: isConnectionLost || UNKNOWN.test(message),
  };
}

/**
 * Clients that write and read two tables, `ledger` and `counter`, through the gate while the cluster changes under them. Every write has a key of its own
 * and is never repeated.
 */
export class Load {
  readonly ledger = new Ledger();
  readonly readErrors = new Map<string, number>();
  /** The first ones of them, each by itself. */
  readonly failedReads: FailedRead[] = [];
  reads = 0;
  readonly #connect: Connect;
  readonly #stops: (() => Promise<void>)[] = [];
  #writers: number;

  /** @param firstWriter where others write the same tables, the number from which on these writers are counted */
  constructor(connect: Connect, firstWriter = 0) {
    this.#connect = connect;
    this.#writers = firstWriter;
  }

  /** Starts clients; the tables are there. */
  async add(clients: Clients): Promise<Group> {
    const first = this.#writers;
    this.#writers += clients.writers;
    const connection = await this.#connect(clients.database);
    for (let writer = first; writer < this.#writers; writer++) {
      await connection.query(`insert into counter values (${writer}, 0)`);
    }
    await connection.end();
    let running = true;
    const isRunning = (): boolean => running;
    const work = [
      ...Array.from({ length: clients.writers }, (_, i) => this.#write(first + i, clients, isRunning)),
      ...Array.from({ length: clients.readers }, (_, i) => this.#read(first + i, clients, isRunning)),
    ];
    const stop = async (): Promise<void> => {
      running = false;
      await Promise.all(work);
    };
    this.#stops.push(stop);
    return { stop };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  async #write(writer: number, clients: Clients, isRunning: () => boolean): Promise<void> {
    let connection: Connection | undefined;
    for (let n = 0; isRunning(); n++) {
      const { id, statements } = turn(writer, n, clients.transactions);
      const startMs = Date.now();
      let outcome: Outcome = 'failed';
      let error: string | undefined;
      const endsMs: number[] = [];
      try {
        connection ??= await this.#connect(clients.database);
        for (const sql of statements) {
          // Only the last statement decides whether it happened.
          if (sql === statements.at(-1)) outcome = 'unknown';
          await connection.query(sql);
          endsMs.push(Date.now());
        }
        outcome = 'acknowledged';
      } catch (thrown) {
        const failure = failureOf(thrown);
        error = failure.text;
        if (outcome === 'unknown' && !failure.isUnknown) outcome = 'failed';
        if (failure.isConnectionLost) connection = undefined;
        else await connection?.query('rollback').catch(() => {});
        await pause(AFTER_ERROR_MS);
      }
      const endMs = Date.now();
      const steps = endMs - startMs > SLOW_MS ? stepsOf(statements, startMs, endsMs) : undefined;
      this.ledger.add({ writer, id, startMs, endMs, outcome, error, ...(steps && { steps }) });
      await pause(clients.pauseMs);
    }
    await connection?.end().catch(() => {});
  }

  async #read(reader: number, clients: Clients, isRunning: () => boolean): Promise<void> {
    let connection: Connection | undefined;
    for (let n = reader; isRunning(); n++) {
      const startMs = Date.now();
      try {
        connection ??= await this.#connect(clients.database);
        await connection.query(
          n % 10 === 9
            ? 'select count(*) from counter'
            : `select n from counter where writer = ${n % Math.max(1, this.#writers)}`,
        );
        this.reads++;
      } catch (thrown) {
        const { text, isConnectionLost } = failureOf(thrown);
        this.readErrors.set(text, (this.readErrors.get(text) ?? 0) + 1);
        if (this.failedReads.length < FAILED_READS_MAX) {
          this.failedReads.push({ startMs, endMs: Date.now(), error: `reading: ${text}` });
        }
        if (isConnectionLost) connection = undefined;
        await pause(AFTER_ERROR_MS);
      }
      await pause(clients.pauseMs);
    }
    await connection?.end().catch(() => {});
  }
}

/** `begin 3, insert 800, …` */
function stepsOf(statements: readonly string[], startMs: number, endsMs: readonly number[]): string {
  const took = (i: number): number => (endsMs[i] ?? Number.NaN) - (endsMs[i - 1] ?? startMs);
  return statements.map((sql, i) => `${sql.split(' ', 1)[0]} ${took(i)}`).join(', ');
}

function turn(writer: number, n: number, transactions: boolean): Turn {
  const id = (writer + 1) * WRITER_STRIDE + n;
  const insert = `insert into ledger (id, writer, note) values (${id}, ${writer}, 'written')`;
  if (n % 3 === 1) return { id: undefined, statements: [`update counter set n = n + 1 where writer = ${writer}`] };
  if (n % 3 === 0 || !transactions) return { id, statements: [insert] };
  return { id, statements: ['begin', insert, `update ledger set note = 'changed' where id = ${id}`, 'commit'] };
}

export type Stored = {
  /** How often each key that writers wrote is there. */
  readonly ids: Map<number, number>;
  readonly counters: Map<number, number>;
  /** All rows of the ledger, also those that were there before. */
  readonly rows: number;
};

export type Audited = {
  readonly audit: Audit;
  /** Keys that are there several times, on one shard or on several. */
  readonly doubled: readonly number[];
  readonly rowsExpected: number;
  readonly rowsStored: number;
  readonly stored: Stored;
};

/** What a load left, against what it should have. @param rowsBefore rows of the ledger that were there before it. */
export async function audited(ledger: Ledger, parts: readonly ReadRows[], rowsBefore: number): Promise<Audited> {
  const all = await stored(parts);
  const { ids, counters, rows: rowsStored } = all;
  return {
    audit: ledger.audit(new Set(ids.keys()), counters),
    doubled: [...ids].filter(([, count]) => count > 1).map(([id]) => id),
    rowsExpected: rowsBefore + ids.size,
    rowsStored,
    stored: all,
  };
}

/** Runs a query; values are numbers, or texts of numbers. */
export type ReadRows = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** What is stored in the end, summed over whoever has a part of it. */
export async function stored(parts: readonly ReadRows[]): Promise<Stored> {
  const [ids, counters] = [new Map<number, number>(), new Map<number, number>()];
  let rows = 0;
  const add = (map: Map<number, number>, key: unknown, n: number): void =>
    void map.set(Number(key), (map.get(Number(key)) ?? 0) + n);
  for (const read of parts) {
    for (const { id } of await read(`select id from ledger where id >= ${WRITER_STRIDE}`)) add(ids, id, 1);
    for (const { writer, n } of await read('select writer, n from counter')) add(counters, writer, Number(n));
    rows += Number((await read('select count(*) as n from ledger'))[0]?.['n']);
  }
  return { ids, counters, rows };
}
