import { waitFor } from '../harness/cluster.ts';
import type { Stored } from '../load/load.ts';
import { Consumer } from '../vstream/consumer.ts';
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
const CATCH_UP_MS = 120_000;
/** A consumer is cut off after so many transactions, and goes on from the position it has. */
const TRANSACTIONS = 200;
const PAUSE_MS = 200;

export type Followed = {
  /** What differs from what is stored; empty: nothing. */
  readonly problems: readonly string[];
  readonly transactions: number;
  /** Errors that ended a call of the consumer, by text. */
  readonly errors: readonly string[];
};

/**
 * What follows a keyspace while it is resharded: a materialized copy of a table, counts of its rows by writer, and a consumer of the gate's stream that is
 * cut off again and again.
 */
export class Followers {
  readonly #cluster: MoveCluster;
  readonly #source: string;
  readonly #consumer: Consumer;
  readonly #errors: string[] = [];
  readonly #abort = new AbortController();
  #consuming: Promise<void> = Promise.resolve();
  #isDone: (consumer: Consumer) => boolean = () => false;

  private constructor(cluster: MoveCluster, source: string, shardSets: readonly (readonly string[])[]) {
    this.#cluster = cluster;
    this.#source = source;
    this.#consumer = new Consumer(
      cluster.gateGrpcAddress,
      { shard_gtids: [{ keyspace: source, gtid: '' }] },
      shardSets.map((shards) => shards.map((shard) => `${source}/${shard}`)),
    );
  }

  /** @param shardSets the shards that the source keyspace has, one set after the other. */
  static async start(
    cluster: MoveCluster,
    source: string,
    shardSets: readonly (readonly string[])[],
  ): Promise<Followers> {
    const followers = new Followers(cluster, source, shardSets);
    await cluster.addShard(KEYSPACE, '0');
    for (const [workflow, settings] of Object.entries(copies)) {
      const about = ['--workflow', workflow, '--target-keyspace', KEYSPACE];
      const what = ['--source-keyspace', source, '--table-settings', JSON.stringify([settings])];
      await cluster.vtctl('Materialize', ...about, 'create', ...what, '--tablet-types', 'PRIMARY');
      await copied(cluster, KEYSPACE, workflow);
    }
    followers.#consuming = followers.#consume();
    return followers;
  }

  async #consume(): Promise<void> {
    const { signal } = this.#abort;
    const filter = { rules: [{ match: 'ledger', filter: 'select * from ledger' }] };
    const request = { tablet_type: 'PRIMARY', filter, flags: { heartbeat_interval: 1 } } as const;
    while (!signal.aborted && !this.#isDone(this.#consumer)) {
      const before = this.#consumer.transactions;
      const isCut = (one: Consumer): boolean => one.transactions >= before + TRANSACTIONS || this.#isDone(one);
      try {
        await this.#consumer.run(request, isCut, signal);
      } catch (error) {
        if (!signal.aborted) this.#errors.push(String(error));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  /** Compares with what is stored in the end, when everybody has caught up or the time is over. */
  async check(stored: Stored, counters: ReadonlyMap<number, number>): Promise<Followed> {
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
      one.rows.size === stored.rows &&
      [...stored.ids.keys()].every((id) => one.rows.has(`${this.#source}.ledger ${id}`));
    this.#isDone = has;
    await waited('the consumer to have all rows', async () => has(this.#consumer));
    const { size } = this.#consumer.rows;
    if (!has(this.#consumer)) problems.push(`the consumer has ${size} rows, and ${stored.rows} are stored`);
    return { problems, transactions: this.#consumer.transactions, errors: this.#errors };
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#consuming;
  }
}
