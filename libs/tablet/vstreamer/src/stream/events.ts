import type { MessageInput } from '@vt/proto';

export type VEvent = MessageInput<'binlogdata.VEvent'>;
export type EventName =
  | 'BEGIN'
  | 'COMMIT'
  | 'COPY_COMPLETED'
  | 'DDL'
  | 'FIELD'
  | 'GTID'
  | 'HEARTBEAT'
  | 'JOURNAL'
  | 'LASTPK'
  | 'OTHER'
  | 'PREVIOUS_GTIDS'
  | 'ROW'
  | 'ROWS_QUERY'
  | 'SAVEPOINT'
  | 'VERSION';

const NS_PER_MS = 1_000_000n;

/** Makes events of one stream. */
export class EventMaker {
  readonly #keyspace: string;
  readonly #shard: string;

  constructor(keyspace: string, shard: string) {
    this.#keyspace = keyspace;
    this.#shard = shard;
  }

  /** @param timestamp seconds of the log; 0: not known. */
  make(type: EventName, timestamp: number, more: VEvent = {}): VEvent {
    return {
      type,
      timestamp,
      current_time: BigInt(Date.now()) * NS_PER_MS,
      keyspace: this.#keyspace,
      shard: this.#shard,
      ...more,
    };
  }
}
