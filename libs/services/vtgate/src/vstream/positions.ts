import type { Message, MessageInput } from '@vt/proto';
import type { ShardGtid } from './request.ts';

type LastPkEvent = Message<'binlogdata.LastPKEvent'>;
export type VGtid = MessageInput<'binlogdata.VGtid'>;

/** Where each shard's stream is: what a consumer gets with each transaction, and can begin from again. */
export class Positions {
  #shards: ShardGtid[];

  constructor(shards: readonly ShardGtid[]) {
    this.#shards = shards.map((shard) => ({ ...shard }));
  }

  get shards(): readonly ShardGtid[] {
    return this.#shards;
  }

  of(keyspace: string, shard: string): ShardGtid | undefined {
    return this.#shards.find((one) => one.keyspace === keyspace && one.shard === shard);
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

  /** The shards of a reshard in place of those before it. */
  replace(before: readonly { readonly keyspace: string; readonly shard: string }[], after: readonly ShardGtid[]): void {
    const isBefore = (one: ShardGtid): boolean =>
      before.some(({ keyspace, shard }) => keyspace === one.keyspace && shard === one.shard);
    this.#shards = [...this.#shards.filter((one) => !isBefore(one)), ...after];
  }

  snapshot(): VGtid {
    return { shard_gtids: this.#shards };
  }

  /** INVARIANT: values are replaced, never changed: a snapshot that waits to be sent stays what it was. */
  #change(keyspace: string, shard: string, change: (one: ShardGtid) => ShardGtid): void {
    this.#shards = this.#shards.map((one) => (one.keyspace === keyspace && one.shard === shard ? change(one) : one));
  }
}
