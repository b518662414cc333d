import { credentials } from '@grpc/grpc-js';
import { type Message, type MessageInput, makeClient } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { StreamContract } from './contract.ts';

type VEvent = Message<'binlogdata.VEvent'>;
export type VGtid = MessageInput<'binlogdata.VGtid'>;

/** What ends a transaction, or is one. */
const ENDING: ReadonlySet<VEvent['type']> = new Set(['COMMIT', 'COPY_COMPLETED', 'DDL', 'OTHER']);

/** One row's change, as the columns' texts. */
export type Change = {
  readonly table: string;
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
};

/** A consumer of a gate's stream that keeps the rows, and where it is. */
export class Consumer {
  readonly #address: string;
  readonly #shards: readonly (readonly string[])[];
  /** `table key` → the row. */
  readonly rows = new Map<string, string>();
  position: VGtid;
  /** Kinds of all events, in order. */
  readonly kinds: string[] = [];
  transactions = 0;
  isCopied = false;
  /** The last reshard that the stream told of; with `stop_on_reshard` the stream ends there. */
  journal: Message<'binlogdata.Journal'> | undefined;
  /** Hears of each change of a transaction that came whole, in their order. */
  onChange: (change: Change) => void = () => {};

  constructor(address: string, position: VGtid, shards: readonly (readonly string[])[]) {
    this.#address = address;
    this.position = position;
    this.#shards = shards;
  }

  /** Streams from where it is, until `until` says so. What of an open transaction came is dropped, also when the signal ends it with an error. */
  async run(
    request: Omit<MessageInput<'vtgate.VStreamRequest'>, 'vgtid'>,
    until: (consumer: Consumer) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const client = makeClient('vtgateservice.Vitess', this.#address, credentials.createInsecure());
    const contract = new StreamContract(this.#shards);
    try {
      const call = client.serverStream('VStream', { ...request, vgtid: this.position }, { signal });
      let open: VEvent[] = [];
      for await (const response of call as AsyncIterable<Message<'vtgate.VStreamResponse'>>) {
        contract.response(response.events);
        for (const event of response.events) {
          this.kinds.push(String(event.type));
          open.push(event);
          if (event.type === 'COPY_COMPLETED' && event.keyspace === '') this.isCopied = true;
          if (event.journal) this.journal = event.journal;
          if (!ENDING.has(event.type)) continue;
          for (const one of open) this.#keep(one);
          open = [];
          if (event.type === 'COMMIT') this.transactions++;
        }
        if (until(this)) return;
      }
    } finally {
      client.close();
    }
  }

  /** From where the shards of the last journal begin, as a consumer goes on whose stream has ended there. */
  goOnBehindJournal(): void {
    const { journal } = this;
    if (!journal) return;
    this.journal = undefined;
    const isGone = (one: { keyspace?: string | undefined; shard?: string | undefined }): boolean =>
      journal.participants.some(({ keyspace, shard }) => keyspace === one.keyspace && shard === one.shard);
    const kept = (this.position.shard_gtids ?? []).filter((one) => !isGone(one));
    this.position = { shard_gtids: [...kept, ...journal.shard_gtids] };
  }

  #keep({ vgtid, row_event: row }: VEvent): void {
    if (vgtid) this.position = vgtid;
    for (const { before, after } of row?.row_changes ?? []) {
      const [old, now] = [before, after].map((one) => (one ? fromProtoRow(one).map(String) : undefined));
      this.onChange({ table: row?.table_name ?? '', before: old, after: now });
      if (old && (!now || now[0] !== old[0])) this.rows.delete(`${row?.table_name} ${old[0]}`);
      if (now) this.rows.set(`${row?.table_name} ${now[0]}`, now.join());
    }
  }
}
