import type { Message } from '@vt/proto';

type VEvent = Message<'binlogdata.VEvent'>;

/**
 * What a change-capture connector demands of the order of a stream's events. Give it each response of one call; it throws at the first event that
 * breaks a rule.
 */
export class StreamContract {
  readonly #shards: readonly ReadonlySet<string>[];
  /** By shard and table: how many columns its fields have. */
  readonly #fields = new Map<string, number>();
  /** The shard whose transaction is open. */
  #open: string | undefined;
  #hasPosition = false;
  transactions = 0;
  rows = 0;

  /** @param shards that each position must list, as keyspace/shard: one of these sets, which follow each other when the keyspace is resharded. */
  constructor(shards: readonly (readonly string[])[]) {
    this.#shards = shards.map((set) => new Set(set));
  }

  response(events: readonly VEvent[]): void {
    for (const [i, event] of events.entries()) this.#event(event, events.slice(0, i));
  }

  #event(event: VEvent, before: readonly VEvent[]): void {
    switch (event.type) {
      case 'BEGIN':
        this.#demand(this.#open === undefined, 'a second BEGIN before COMMIT', event);
        this.#open = shardOf(event);
        this.#hasPosition = false;
        break;
      case 'COMMIT':
        this.#demand(this.#open === shardOf(event), 'a COMMIT without BEGIN', event);
        this.#demand(this.#hasPosition, 'a transaction without VGTID', event);
        this.#open = undefined;
        this.transactions++;
        break;
      case 'VGTID':
        this.#position(event);
        break;
      case 'DDL':
      case 'OTHER':
        this.#demand(this.#open === undefined, `${event.type} inside of a transaction`, event);
        this.#demand(before.at(-1)?.type === 'VGTID', `${event.type} without VGTID in the same response`, event);
        break;
      case 'FIELD':
        this.#fieldsOf(event);
        break;
      case 'ROW':
        this.#rowsOf(event);
        break;
      case 'JOURNAL':
        // Only for who asks for it, or to be told where to go on.
        this.#demand(this.#open === shardOf(event), 'a JOURNAL outside of a transaction', event);
        break;
      case 'COPY_COMPLETED':
      case 'HEARTBEAT':
        break;
      default:
        throw new Error(`${event.type} is not expected`);
    }
  }

  #position(event: VEvent): void {
    const listed = (event.vgtid?.shard_gtids ?? []).map(({ keyspace, shard }) => `${keyspace}/${shard}`);
    const isWhole = this.#shards.some((set) => listed.length === set.size && listed.every((shard) => set.has(shard)));
    this.#demand(isWhole, `a VGTID of ${listed.join()}`, event);
    this.#hasPosition = true;
  }

  #fieldsOf(event: VEvent): void {
    const { table_name: table = '', fields = [] } = event.field_event ?? {};
    this.#demand(this.#open === shardOf(event), 'FIELD outside of a transaction', event);
    this.#demand(table.startsWith(`${event.keyspace}.`), `FIELD of '${table}'`, event);
    this.#demand(
      fields.length > 0 && fields.every(({ name, column_type }) => name !== '' && column_type !== ''),
      'a FIELD without columns',
      event,
    );
    this.#fields.set(`${shardOf(event)} ${table}`, fields.length);
  }

  #rowsOf(event: VEvent): void {
    const { table_name: table = '', row_changes: changes = [] } = event.row_event ?? {};
    this.#demand(this.#open === shardOf(event), 'ROW outside of its transaction', event);
    const columns = this.#fields.get(`${shardOf(event)} ${table}`);
    this.#demand(columns !== undefined, `ROW of ${table} before its FIELD`, event);
    this.#demand(changes.length > 0, 'ROW without changes', event);
    for (const { before, after } of changes) {
      this.rows++;
      this.#demand(before !== null || after !== null, 'a change of nothing', event);
      for (const row of [before, after])
        if (row) this.#demand(row.lengths.length === columns, `a row of ${row.lengths.length} columns`, event);
    }
  }

  #demand(holds: boolean, what: string, event: VEvent): void {
    if (!holds) throw new Error(`contract: ${what} (${shardOf(event)}, open: ${this.#open})`);
  }
}

function shardOf({ keyspace, shard }: VEvent): string {
  return `${keyspace}/${shard}`;
}
