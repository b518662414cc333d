import type { Message } from '@vt/proto';
import type { Caller } from '../gateway/tablet-gateway.ts';

export type MessageShard = { readonly keyspace: string; readonly shard: string };

/** What STREAM needs of the tablets. */
export interface MessagePort {
  /**
   * The messages of a table from the shard's primary: the columns first. Ends, or fails with UNAVAILABLE, when the tablet ceases to be one that
   * serves.
   */
  open(
    shard: MessageShard,
    table: string,
    caller: Caller,
    signal: AbortSignal,
  ): AsyncIterable<Message<'query.QueryResult'>>;
  /** --message-stream-grace-period: how long a shard may be without its stream before the client hears of it. */
  readonly graceMs: number;
}
