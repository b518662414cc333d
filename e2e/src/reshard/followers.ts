import { anySignal } from '@vt/base';
import { waitFor } from '../harness/cluster.ts';
import { Random } from '../harness/random.ts';
import { type ReadRows, type Stored, WRITER_STRIDE } from '../load/load.ts';
import { Consumer } from '../vstream/consumer.ts';
import { CountingOrder } from './counting-order.ts';
import { copied, type MoveCluster } from './move-cluster.ts';

const KEYSPACE = 'copy';
/** One workflow for each: a stream has one target for a source's table. */
const copies = {
  followed: { target_table: 'ledger_copy', source_expression: 'select * from ledger', create_ddl: 'copy' },
  counted: {
    target_table: 'per_writer',
    source_expression: 'select writer, count(*) as n from ledger group by writer',
    create_ddl: 'create table per_writer (writer int primary key, n bigint)',
  },
} as const;
/** Of a large table, too. */
const COPY_MS_MAX = 1_800_000;
const CATCH_UP_MS = 120_000;
/** A shard that the consumer still reads is not taken away, for so long. */
const PASS_MS = 600_000;
/** A consumer is killed after so many milliseconds at most, wherever it is, and goes on from the position it has. */
const LIFE_MS_MAX = 3_000;
const ROWS_PER_LIFE = 50_000;
const PAUSE_MS = 200;
const TOLD_MAX = 10;

export type Followed = {
  /** What differs from what is stored; empty: nothing. */
  readonly problems: readonly string[];
  readonly transactions: number;
  readonly kills: number;
  /** Changes of counters that came in order. */
  readonly counted: number;
  /** Errors that ended a call of the consumer, by text. */
  readonly errors: readonly string[];
};

/**
 * What follows a keyspace while it is resharded: a materialized copy of a table, counts of its rows by writer, and a consumer of the gate's stream that is
 * killed again and again, at moments that a seed draws.
 */
export class Followers {
  readonly #cluster: MoveCluster;
  readonly #source: string;
  readonly #consumer: Consumer;
  readonly #order: CountingOrder;
  readonly #random: Random;
  readonly #errors: string[] = [];
  readonly #abort = new AbortController();
  #consuming: Promise<void> = Promise.resolve();
  #isDone: (consumer: Consumer) => boolean = () => false;
  #kills = 0;

  private constructor(cluster: MoveCluster, source: string, shardSets: readonly (readonly string[])[], seed: number) {
    this.#cluster = cluster;
    this.#source = source;
    this.#random = new Random(seed);
    this.#consumer = new Consumer(
      cluster.gateGrpcAddress,
      { shard_gtids: [{ keyspace: source, gtid: '' }] },
      shardSets.map((shards) => shards.map((shard) => `${source}/${shard}`)),
    );
    this.#order = new CountingOrder(`${source}.counter`);
    this.#consumer.onChange = (change) => this.#order.changed(change);
  }

  /**
   * @param shardSets the shards that the source keyspace has, one set after the other.
   * @param seed of the moments at which the consumer is killed.
   */
  static async start(
    cluster: MoveCluster,
    source: string,
    shardSets: readonly (readonly string[])[],
    seed: number,
  ): Promise<Followers> {
    const followers = new Followers(cluster, source, shardSets, seed);
    await cluster.addShard(KEYSPACE, '0');
    for (const [workflow, settings] of Object.entries(copies)) {
      const about = ['--workflow', workflow, '--target-keyspace', KEYSPACE];
      const what = ['--source-keyspace', source, '--table-settings', JSON.stringify([settings])];
      await cluster.vtctl('Materialize', ...about, 'create', ...what, '--tablet-types', 'PRIMARY');
      await copied(cluster, KEYSPACE, workflow, COPY_MS_MAX);
    }
    followers.#consuming = followers.#consume();
    return followers;
  }

  async #consume(): Promise<void> {
    const { signal } = this.#abort;
    const rules = ['ledger', 'counter'].map((table) => ({ match: table, filter: `select * from ${table}` }));
    const request = { tablet_type: 'PRIMARY', filter: { rules }, flags: { heartbeat_interval: 1 } } as const;
    while (!signal.aborted && !this.#isDone(this.#consumer)) {
      const killed = new AbortController();
      const timer = setTimeout(() => killed.abort(), this.#random.below(this.#lifeMsMax));
      try {
        await this.#consumer.run(request, this.#isDone, anySignal([signal, killed.signal]));
      } catch (error) {
        if (killed.signal.aborted) this.#kills++;
        else if (!signal.aborted) {
          this.#errors.push(String(error));
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** The more it has, the longer: who begins again copies less than it has read meanwhile, and a large table would never be there. */
  get #lifeMsMax(): number {
    return Math.round(LIFE_MS_MAX * (1 + this.#consumer.rows.size / ROWS_PER_LIFE));
  }

  /** Waits until the consumer's position names none of these shards: without their logs it could not go on. */
  async passed(shards: readonly string[]): Promise<void> {
    const still = (): boolean =>
      (this.#consumer.position.shard_gtids ?? []).some(({ shard }) => shard === '' || shards.includes(shard ?? ''));
    await waitFor(`the consumer to pass ${shards.join()}`, async () => !still(), PASS_MS);
  }

  /** Compares with what is stored in the end, when everybody has caught up or the time is over. */
  async check(stored: Stored, counters: ReadonlyMap<number, number>, parts: readonly ReadRows[]): Promise<Followed> {
    const problems: string[] = [];
    const own = (sql: string) => this.#cluster.rowsOf(KEYSPACE, '0', sql);
    const number = async (sql: string): Promise<number> => Number((await own(sql))[0]?.['n']);
    const waited = async (what: string, is: () => Promise<boolean>): Promise<void> =>
      waitFor(what, is, CATCH_UP_MS).catch((error: unknown) => void problems.push(String(error)));
    await waited(
      'the copy to have all rows',
      async () => (await number('select count(*) as n from ledger_copy')) === stored.rows,
    );
    const groups = async (): Promise<Map<number, number>> =>
      new Map((await own('select writer, n from per_writer')).map(({ writer, n }) => [Number(writer), Number(n)]));
    const differing = async (): Promise<string[]> => {
      const now = await groups();
      return [...counters].flatMap(([writer, n]) =>
        now.get(writer) === n ? [] : [`writer ${writer}: ${now.get(writer)} rows counted, ${n} stored`],
      );
    };
    await waited('the counts to be right', async () => (await differing()).length === 0);
    problems.push(...(await differing()));
    const has = (one: Consumer): boolean =>
      one.rows.size === stored.rows + stored.counters.size &&
      this.#order.differing(stored.counters).length === 0 &&
      [...stored.ids.keys()].every((id) => one.rows.has(`${this.#source}.ledger ${id}`));
    this.#isDone = has;
    await waited('the consumer to have all rows', async () => has(this.#consumer));
    const { size } = this.#consumer.rows;
    const expected = stored.rows + stored.counters.size;
    if (!has(this.#consumer)) problems.push(`the consumer has ${size} rows, and ${expected} are stored`);
    problems.push(...this.#order.problems, ...this.#order.differing(stored.counters).slice(0, TOLD_MAX));
    for (const read of parts) problems.push(...(await this.#differing(read)));
    const { transactions } = this.#consumer;
    return { problems, transactions, kills: this.#kills, counted: this.#order.changes, errors: this.#errors };
  }

  /** Rows that writers left, which the consumer has with other values, or not. */
  async #differing(read: ReadRows): Promise<string[]> {
    const rows = await read(`select * from ledger where id >= ${WRITER_STRIDE}`);
    const wrong = rows.flatMap((row) => {
      const [told, is] = [this.#consumer.rows.get(`${this.#source}.ledger ${row['id']}`), Object.values(row).join()];
      return told === is ? [] : [`the row ${is} is ${told} for the consumer`];
    });
    return wrong.slice(0, TOLD_MAX);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#consuming;
  }
}
