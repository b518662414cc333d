import { VtError } from '@vt/base';
import { formatPosition, type Position, parsePosition, positionContains } from '@vt/mysql';
import type { Message, MessageInput } from '@vt/proto';
import { readQuery } from '../filter/read-query.ts';
import { baseTables, openSnapshot, readPosition } from '../rows/snapshot.ts';
import { type PacketSize, planRows, type RowsResponse, rowsOf } from '../rows/stream-rows.ts';
import { withSession } from '../source/session.ts';
import type { StreamSource } from '../source/source.ts';
import { BinlogStream, type BinlogStreamOptions } from '../stream/binlog-stream.ts';
import { EventMaker, type VEvent } from '../stream/events.ts';

/** Each row is an event of its own, which tablet and gate take tens of microseconds for: other statements wait no longer than for so many. */
const PART_ROWS_MAX = 250;

type LastPk = Message<'binlogdata.TableLastPK'>;
type QueryResult = MessageInput<'query.QueryResult'>;

export type CopyRequest = {
  /** Changes up to here were given; undefined: nothing was. */
  readonly position: Position;
  /** Tables that are not copied whole, and how far they are. A table that is not among them was copied; none at all: nothing was. */
  readonly lastKeys: readonly LastPk[];
  /** Empty: all that the rules want. */
  readonly tablesToCopy: readonly string[];
  readonly stream: Omit<BinlogStreamOptions, 'start' | 'stop'>;
};

/** How far a table's copy is. Null: not begun; without a row: begun, so that its changes are told, and all rows are still to come. */
type Progress = { readonly table: string; lastpk: Message<'query.QueryResult'> | null };

/**
 * All rows, then all changes: each table as of a moment of its own, and before it what happened to the tables that were copied until that moment.
 * The messages tell LASTPK with each part of a table, and COPY_COMPLETED when all are copied.
 */
export class CopyStream {
  readonly #source: StreamSource;
  readonly #request: CopyRequest;
  readonly #signal: AbortSignal;
  readonly #maker: EventMaker;
  readonly #left = new Map<string, Progress>();
  #position: Position;
  #pendingTold = false;

  constructor(source: StreamSource, request: CopyRequest, signal: AbortSignal) {
    this.#source = source;
    this.#request = request;
    this.#signal = signal;
    this.#position = request.position;
    this.#maker = new EventMaker(source.keyspace, source.shard);
  }

  async *run(): AsyncGenerator<VEvent[]> {
    for (const progress of await this.#tables()) this.#left.set(progress.table, progress);
    for (const progress of [...this.#left.values()]) yield* this.#copy(progress);
    if (this.#position === undefined) yield* this.#moveTo(await readPosition(this.#source, this.#signal));
    yield [this.#event('COPY_COMPLETED')];
    yield* new BinlogStream(this.#source, { ...this.#request.stream, start: this.#position }, this.#signal).run();
  }

  /** In the order of their names; those that were begun first. */
  async #tables(): Promise<Progress[]> {
    const { lastKeys, tablesToCopy, stream } = this.#request;
    if (lastKeys.length > 0)
      return lastKeys.map(({ table_name, lastpk }) => ({ table: table_name, lastpk })).sort(begunFirst);
    const all = await withSession(this.#source, this.#signal, baseTables);
    const wanted = all.filter((table) => stream.rules.wants(table));
    const chosen = tablesToCopy.length === 0 ? wanted : wanted.filter((table) => tablesToCopy.includes(table));
    return chosen.map((table) => ({ table, lastpk: null }));
  }

  async *#copy(progress: Progress): AsyncGenerator<VEvent[]> {
    const { table } = progress;
    const wanted = this.#request.stream.rules.queryOf(table);
    if (!wanted) return;
    const query = readQuery(wanted.query, this.#source.flavor);
    const rows = await planRows(this.#source, query, progress.lastpk, this.#signal);
    const snapshot = await openSnapshot(this.#source, [table], this.#signal);
    try {
      yield* this.#catchUp(snapshot.gtid);
      yield* this.#tableEvents(
        progress,
        rowsOf(this.#source, rows, snapshot, this.#packet, this.#signal),
        snapshot.gtid,
      );
    } finally {
      snapshot.connection.destroy();
    }
    this.#left.delete(table);
    const last_p_k_event = { table_last_p_k: { table_name: table }, completed: true };
    yield [this.#event('BEGIN'), this.#event('LASTPK', { last_p_k_event }), this.#event('COMMIT')];
  }

  get #packet(): PacketSize {
    return { bytes: this.#request.stream.packetBytes ?? this.#source.packetBytes, rows: PART_ROWS_MAX };
  }

  /** BEGIN FIELD GTID, and a transaction for each part: ROW … LASTPK COMMIT. A part is a transaction, so that a consumer can stop behind it. */
  async *#tableEvents(
    progress: Progress,
    responses: AsyncIterable<RowsResponse>,
    gtid: string,
  ): AsyncGenerator<VEvent[]> {
    let keyFields: QueryResult['fields'] = [];
    for await (const response of responses) {
      if (response.fields) {
        keyFields = response.pkfields ?? [];
        yield this.#opening(progress.table, response, gtid);
      } else if (response.heartbeat || response.throttled) {
        const { throttled = false, throttled_reason = '' } = response;
        yield [this.#event('HEARTBEAT', { throttled, throttled_reason })];
      } else if (response.rows && response.rows.length > 0) {
        yield this.#part(progress, response, keyFields);
      }
    }
  }

  #opening(table: string, { fields }: RowsResponse, gtid: string): VEvent[] {
    const { keyspace, shard } = this.#source;
    this.#position = parsePosition(gtid);
    const field_event = { table_name: table, fields: fields ?? [], keyspace, shard, enum_set_string_values: true };
    const events = [
      this.#event('BEGIN'),
      this.#event('FIELD', { field_event }),
      this.#event('GTID', { gtid }),
      ...this.#pending(),
      this.#event('COMMIT'),
    ];
    return events;
  }

  /** INVARIANT: a consumer that begins again from any position of the copy must know every table that is not copied yet. */
  *#pending(): Iterable<VEvent> {
    if (this.#pendingTold) return;
    this.#pendingTold = true;
    for (const { table, lastpk } of this.#left.values()) {
      const last_p_k_event = { table_last_p_k: { table_name: table, lastpk }, completed: false };
      yield this.#event('LASTPK', { last_p_k_event });
    }
  }

  #part(progress: Progress, { rows, lastpk }: RowsResponse, keyFields: QueryResult['fields']): VEvent[] {
    const { keyspace, shard } = this.#source;
    const table_name = progress.table;
    const result = { fields: keyFields ?? [], rows: [lastpk ?? {}] };
    progress.lastpk = result as Message<'query.QueryResult'>;
    const changed = (rows ?? []).map((after) =>
      this.#event('ROW', { row_event: { table_name, row_changes: [{ after }], keyspace, shard } }),
    );
    const last_p_k_event = { table_last_p_k: { table_name, lastpk: result }, completed: false };
    return [this.#event('BEGIN'), ...changed, this.#event('LASTPK', { last_p_k_event }), this.#event('COMMIT')];
  }

  /** What happened to the tables that were copied, until the next one's moment. */
  async *#catchUp(gtid: string): AsyncGenerator<VEvent[]> {
    const stop = parsePosition(gtid);
    // INVARIANT: no row is older than what was given already. Nobody would tell of the changes between.
    if (!positionContains(stop, this.#position)) throw behind(this.#position, gtid);
    if (this.#position === undefined) return;
    if (positionContains(this.#position, stop)) return;
    const stream = new BinlogStream(
      this.#source,
      { ...this.#request.stream, start: this.#position, ...(stop && { stop }) },
      this.#signal,
    );
    for await (const events of stream.run()) yield events.filter((event) => this.#isCopied(event));
    this.#position = stream.position;
  }

  /** INVARIANT: a table whose copy has not begun gives no changes yet: its rows will come as of a later moment. */
  #isCopied({ row_event, field_event }: VEvent): boolean {
    const table = row_event?.table_name ?? field_event?.table_name;
    const progress = table === undefined ? undefined : this.#left.get(table);
    return progress === undefined || progress.lastpk !== null;
  }

  *#moveTo(gtid: string): Iterable<VEvent[]> {
    this.#position = parsePosition(gtid);
    yield [this.#event('BEGIN'), this.#event('GTID', { gtid: formatPosition(this.#position) }), this.#event('COMMIT')];
  }

  #event(type: Parameters<EventMaker['make']>[0], more: VEvent = {}): VEvent {
    return this.#maker.make(type, 0, more);
  }
}

/** For another tablet, or a later try. */
function behind(position: Position, gtid: string): VtError {
  const message = `the rows are as of ${gtid}, and the copy is at ${formatPosition(position)}: this tablet is behind`;
  return new VtError({ code: 'UNAVAILABLE', message });
}

function begunFirst(a: Progress, b: Progress): number {
  return Number(a.lastpk === null) - Number(b.lastpk === null) || (a.table < b.table ? -1 : 1);
}
