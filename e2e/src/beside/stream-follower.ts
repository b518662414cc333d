import { waitFor } from '../harness/cluster.ts';
import { Consumer } from '../vstream/consumer.ts';

const CATCH_UP_MS = 60_000;
const PAUSE_MS = 200;
const TOLD_MAX = 10;

/** Who follows a stream. */
export interface Following {
  readonly name: string;
  /** What of the table's keys has not come, and what went wrong. Waits until everything came, or for a time. */
  missing(ids: ReadonlySet<string>): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A consumer of a gate's stream of a table, through reshards: either the gate follows them, or the stream ends there and another one goes on. */
export class StreamFollower implements Following {
  readonly name: string;
  readonly #consumer: Consumer;
  readonly #table: string;
  readonly #errors: string[] = [];
  readonly #abort = new AbortController();
  readonly #stops: boolean;
  #consuming: Promise<void> = Promise.resolve();
  #ends = 0;

  private constructor(name: string, consumer: Consumer, table: string, stops: boolean) {
    this.name = `${name}${stops ? ', ending at reshards' : ''}`;
    this.#consumer = consumer;
    this.#table = table;
    this.#stops = stops;
  }

  /** @param shardSets the shards that the keyspace has, one set after the other, as keyspace/shard. */
  static start(
    name: string,
    address: string,
    keyspace: string,
    shardSets: readonly (readonly string[])[],
    stops: boolean,
  ): StreamFollower {
    const from = { shard_gtids: [{ keyspace, gtid: '' }] };
    const follower = new StreamFollower(name, new Consumer(address, from, shardSets), `${keyspace}.ledger`, stops);
    follower.#consuming = follower.#follow();
    return follower;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    const filter = { rules: [{ match: 'ledger', filter: 'select * from ledger' }] };
    const flags = { heartbeat_interval: 1, stop_on_reshard: this.#stops };
    while (!signal.aborted) {
      try {
        await this.#consumer.run({ tablet_type: 'PRIMARY', filter, flags }, () => false, signal);
        // A stream ends by itself only where it was asked to.
        if (!this.#stops) this.#errors.push('the stream has ended');
        this.#ends++;
        this.#consumer.goOnBehindJournal();
      } catch (error) {
        if (!signal.aborted) this.#errors.push(String(error));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  async missing(ids: ReadonlySet<string>): Promise<readonly string[]> {
    const { rows } = this.#consumer;
    const lacking = (): string[] => [...ids].filter((id) => !rows.has(`${this.#table} ${id}`));
    await waitFor(this.name, async () => lacking().length === 0, CATCH_UP_MS).catch(() => {});
    const left = lacking();
    const told = left.length === 0 ? [] : [`${left.length} rows are missing: ${left.slice(0, TOLD_MAX).join()}`];
    if (this.#stops && this.#ends === 0) told.push('it never ended');
    return [...told, ...this.#errors];
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#consuming;
  }
}
