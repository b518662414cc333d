import { decode, type Message, type MessageInput } from '@vt/proto';
import { shardsIntersect } from '@vt/vschema';
import { CURRENT, type ShardGtid } from './request.ts';
import { Waiters } from './waiters.ts';

type LastPk = ShardGtid['table_p_ks'][number];
type LastPkEvent = Message<'binlogdata.LastPKEvent'>;
export type VGtid = MessageInput<'binlogdata.VGtid'>;

/** A copy that has begun and has no row yet. */
const BEFORE_ALL_ROWS = decode('query.QueryResult', new Uint8Array(0));

/** Where each shard's stream is: what a consumer gets with each transaction, and can begin from again. */
export class Positions {
  #shards: ShardGtid[];
  readonly #waiters = new Waiters();

  constructor(shards: readonly ShardGtid[]) {
    this.#shards = shards.map((shard) => ({ ...shard }));
  }

  get shards(): readonly ShardGtid[] {
    return this.#shards;
  }

  of(keyspace: string, shard: string): ShardGtid | undefined {
    return this.#shards.find((one) => one.keyspace === keyspace && one.shard === shard);
  }

  /** Resolves when every shard that begins from now on has told where that is, or the signal aborts. */
  async told(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#shards.some(({ gtid }) => gtid === CURRENT)) await this.#waiters.wait(signal);
  }

  moved(keyspace: string, shard: string, gtid: string): void {
    this.#change(keyspace, shard, (one) => ({ ...one, gtid }));
  }

  /** How far the copy of a table is; one that is complete is not mentioned any more. */
  copied(keyspace: string, shard: string, { table_last_p_k, completed }: LastPkEvent): void {
    if (!table_last_p_k) return;
    this.#change(keyspace, shard, (one) => {
      const at = one.table_p_ks.findIndex(({ table_name }) => table_name === table_last_p_k.table_name);
      const others = one.table_p_ks.filter((_, i) => i !== at);
      return { ...one, table_p_ks: completed ? others : [...others, table_last_p_k] };
    });
  }

  /** The shards of a reshard in place of those before it, which go on with what is left of their copies. */
  replace(before: readonly { readonly keyspace: string; readonly shard: string }[], after: readonly ShardGtid[]): void {
    const isBefore = (one: ShardGtid): boolean =>
      before.some(({ keyspace, shard }) => keyspace === one.keyspace && shard === one.shard);
    const sources = this.#shards.filter(isBefore);
    const begun = after.map((one) => ({
      ...one,
      table_p_ks: leftOf(sources.filter((source) => shardsIntersect(source.shard, one.shard))),
    }));
    this.#shards = [...this.#shards.filter((one) => !isBefore(one)), ...begun];
  }

  snapshot(): VGtid {
    return { shard_gtids: this.#shards };
  }

  /** INVARIANT: values are replaced, never changed: a snapshot that waits to be sent stays what it was. */
  #change(keyspace: string, shard: string, change: (one: ShardGtid) => ShardGtid): void {
    this.#shards = this.#shards.map((one) => (one.keyspace === keyspace && one.shard === shard ? change(one) : one));
    this.#waiters.wake();
  }
}

/**
 * What a shard with rows of all of these has still to give. Where they are at different rows of a table it begins with the first: who has
 * some of the rows must hear of what happens to them, which a shard does not tell of tables that it has not begun.
 */
function leftOf(shards: readonly ShardGtid[]): ShardGtid['table_p_ks'] {
  const names = new Set(shards.flatMap(({ table_p_ks }) => table_p_ks.map(({ table_name }) => table_name)));
  return [...names].map((name) => {
    const left = shards.flatMap(({ table_p_ks }) => table_p_ks.filter(({ table_name }) => table_name === name));
    const [first] = left as [LastPk];
    if (left.length === shards.length && left.every(({ lastpk }) => lastpk === null)) return first;
    return left.length === 1 && first.lastpk !== null ? first : { table_name: name, lastpk: BEFORE_ALL_ROWS };
  });
}
