import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { Random } from '../harness/random.ts';
import { Strikes } from '../harness/strikes.ts';

export type BankOptions = {
  readonly accounts: number;
  readonly clients: number;
  readonly shards: 2 | 4;
  readonly kills: number;
  /** Processes that stand still for a while, among the kills. */
  readonly freezes: number;
  readonly seed: number;
  readonly flavor?: 'mysql' | 'mariadb';
  readonly portBase?: number | undefined;
  readonly log: (line: string) => void;
};

export type BankReport = {
  readonly transfers: number;
  readonly acknowledged: number;
  readonly kills: number;
  readonly freezes: number;
  /** From when everything ran again until nothing was unresolved. */
  readonly drainMs: number;
};

const KEYSPACE = 'bank';
const OPENING = 1_000;
const DRAIN_MS = 10_000;
/** What is listed as unresolved is older than `--twopc-abandon-age` (3 s): before, nothing is known of what nobody has ended yet. */
const LISTED_AFTER_MS = 4_000;
const SHOWN_MAX = 10;
const SHARDS = { 2: '-80,80-', 4: '-40,40-80,80-c0,c0-' } as const;

const tables = [
  'create table account (id bigint primary key, balance bigint not null);',
  'create table ledger (id bigint primary key, source bigint not null, target bigint not null, amount bigint not null);',
].join('\n');
const byId = { column_vindexes: [{ column: 'id', name: 'hash' }] };
const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { account: byId, ledger: byId },
};

type Row = RowDataPacket & Record<string, number>;

/**
 * A bank on several shards: clients move money between accounts, and write each transfer down, while processes are killed, or stand still and go on. Every transfer has an
 * id of its own and is tried once.
 */
export class Bank {
  readonly #cluster: TestCluster;
  readonly #schemaDir: string;
  readonly #options: BankOptions;
  readonly #acknowledged = new Set<number>();
  readonly #strikes: Strikes;
  #transfers = 0;
  #stopped = false;

  private constructor(cluster: TestCluster, schemaDir: string, options: BankOptions) {
    this.#cluster = cluster;
    this.#schemaDir = schemaDir;
    this.#options = options;
    this.#strikes = new Strikes(cluster, { ...options, acknowledged: () => this.#acknowledged.size });
  }

  static async open(options: BankOptions): Promise<Bank> {
    const schemaDir = await mkdtemp(join(tmpdir(), 'vt-bank-'));
    await mkdir(join(schemaDir, KEYSPACE));
    await writeFile(join(schemaDir, KEYSPACE, 'tables.sql'), tables);
    await writeFile(join(schemaDir, KEYSPACE, 'vschema.json'), JSON.stringify(vschema));
    const flags = ['--keyspace', `${KEYSPACE}=${SHARDS[options.shards]}`, '--schema-dir', schemaDir, '--replicas', '0'];
    const { flavor = 'mysql', portBase } = options;
    const cluster = await TestCluster.start({ flavor, flags, ...(portBase !== undefined && { portBase }) });
    const bank = new Bank(cluster, schemaDir, options);
    await bank.#fill();
    return bank;
  }

  async #fill(): Promise<void> {
    const connection = await this.#cluster.connect(KEYSPACE);
    const rows = Array.from({ length: this.#options.accounts }, (_, id) => `(${id}, ${OPENING})`);
    await connection.query(`insert into account (id, balance) values ${rows.join(', ')}`);
  }

  /** Runs clients and kills, and checks the books. @throws what is wrong with them. */
  async run(): Promise<BankReport> {
    const { clients, seed } = this.#options;
    const running = Array.from({ length: clients }, (_, i) => this.#client(new Random(seed + i + 1), i));
    const done = await this.#strikes.run();
    this.#stopped = true;
    await Promise.all(running);
    const drainMs = await this.#drain();
    await this.#checkBooks();
    return { transfers: this.#transfers, acknowledged: this.#acknowledged.size, ...done, drainMs };
  }

  /** No more faults: the books are checked now. */
  hurry(): void {
    this.#strikes.hurry();
  }

  async #client(random: Random, number: number): Promise<void> {
    let connection: Connection | undefined;
    for (let i = 0; !this.#stopped; i++) {
      const id = number + i * this.#options.clients;
      try {
        connection ??= await this.#cluster.connect(KEYSPACE);
        this.#transfers++;
        await this.#transfer(connection, random, id);
        this.#acknowledged.add(id);
      } catch (error) {
        const { fatal, errno } = error as { fatal?: boolean; errno?: number };
        if (fatal || errno === undefined || errno < 0) {
          connection?.destroy();
          connection = undefined;
        } else await connection?.query('rollback').catch(() => {});
        await sleep(20);
      }
    }
  }

  async #transfer(connection: Connection, random: Random, id: number): Promise<void> {
    const { accounts } = this.#options;
    const source = random.below(accounts);
    const target = (source + 1 + random.below(accounts - 1)) % accounts;
    const amount = 1 + random.below(20);
    await connection.query('begin');
    // In the order of their ids, so that transfers do not wait for each other in a circle.
    const changes = [
      { account: source, by: -amount },
      { account: target, by: amount },
    ].toSorted((a, b) => a.account - b.account);
    for (const { account, by } of changes)
      await connection.query(`update account set balance = balance + ${by} where id = ${account}`);
    await connection.query(`insert into ledger values (${id}, ${source}, ${target}, ${amount})`);
    await connection.query('commit');
  }

  async #drain(): Promise<number> {
    const start = performance.now();
    const connection = await this.#cluster.connect(KEYSPACE);
    const unresolved = async () => {
      const [rows] = await connection.query<Row[]>('show unresolved transactions');
      return rows.length;
    };
    const isOver = async () => (await unresolved()) === 0 && performance.now() - start > LISTED_AFTER_MS;
    await waitFor('no unresolved transactions', isOver, DRAIN_MS);
    return performance.now() - start;
  }

  async #checkBooks(): Promise<void> {
    const connection = await this.#cluster.connect(KEYSPACE);
    // After many transfers there are more rows than one read may have otherwise.
    await connection.query("set workload = 'olap'");
    const [accounts] = await connection.query<Row[]>('select id, balance from account');
    const [ledger] = await connection.query<Row[]>('select id, source, target, amount from ledger');
    const expected = new Map(accounts.map(({ id }) => [id, OPENING]));
    for (const { source, target, amount } of ledger) {
      expected.set(source, (expected.get(source) ?? 0) - (amount ?? 0));
      expected.set(target, (expected.get(target) ?? 0) + (amount ?? 0));
    }
    const wrong = accounts.filter(({ id, balance }) => balance !== expected.get(id));
    const written = new Set(ledger.map(({ id }) => id));
    const lost = [...this.#acknowledged].filter((id) => !written.has(id));
    const sum = accounts.reduce((total, { balance }) => total + (balance ?? 0), 0);
    if (
      accounts.length === this.#options.accounts &&
      sum === accounts.length * OPENING &&
      wrong.length === 0 &&
      lost.length === 0
    )
      return;
    const shown = (ids: readonly (number | undefined)[]) => `${ids.length} (${ids.slice(0, SHOWN_MAX).join(', ')})`;
    throw new Error(
      `seed ${this.#options.seed}: sum ${sum} of ${accounts.length} accounts; balances that the ledger does not explain: ${shown(wrong.map(({ id }) => id))}; acknowledged transfers lost: ${shown(lost)}`,
    );
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await this.#cluster.stop();
    await rm(this.#schemaDir, { recursive: true, force: true });
  }
}
