import { randomInt } from 'node:crypto';
import {
  type BinlogEvent,
  formatPosition,
  type GtidSet,
  mysqlSetOf,
  type Position,
  parseMariadbGtid,
  parseMysqlGtid,
  positionContains,
  readBinlog,
  type TableMap,
  unionPositions,
} from '@vt/mysql';
import { cannotTell, unsupported } from '../errors.ts';
import { readQuery } from '../filter/read-query.ts';
import type { RuleSet } from '../filter/rules.ts';
import { planTable } from '../filter/table-plan.ts';
import { protoField } from '../proto-field.ts';
import { cellFixes } from '../schema/cells.ts';
import { tableOfEvent } from '../schema/event-table.ts';
import { TableCache } from '../schema/table-cache.ts';
import type { StreamSource } from '../source/source.ts';
import { type RowsEvent, type StreamedTable, wantedChanges } from './changes.ts';
import { EventMaker, type EventName, type VEvent } from './events.ts';
import { JOURNAL_TABLE, readJournal, VERSION_TABLE } from './journal.ts';
import { Packet } from './packet.ts';
import { readSchemaChange, type SchemaChange, statementKind } from './statement-kind.ts';

export type BinlogStreamOptions = {
  readonly start: Position;
  /** The stream ends when the position has all of this. */
  readonly stop?: Position;
  readonly rules: RuleSet;
  /** Columns that cannot be told are named @1, @2, …. */
  readonly bestEffort: boolean;
  /** Events of these kinds alone; empty: all but ROWS_QUERY and PREVIOUS_GTIDS, which must be asked for. */
  readonly eventTypes: readonly string[];
  readonly packetBytes?: number | undefined;
};

/** Ids of servers and of other readers are small; two readers with one id would end each other's streams. */
const SERVER_ID_MIN = 2 ** 30;
const SERVER_ID_MAX = 2 ** 32 - 1;
/** A busy server may be silent for a while without being gone. */
const SILENCE_MS = 30_000;
const THROTTLED_MS = 250;
const APP = 'vstreamer';
/** Known at a time; a statement changes fewer. */
const TABLES_MAX = 10_000;
/** Of a rows event's flags, as the log has them. */
const NO_FOREIGN_KEY_CHECKS = 2;
const NOTHING: readonly Made[] = [];
const ASKED_FOR: readonly string[] = ['PREVIOUS_GTIDS', 'ROWS_QUERY'];

type Made = { readonly event: VEvent; readonly bytes?: number };

/** Events of the binary log as VEvents: each transaction BEGIN, FIELD and ROW …, GTID, COMMIT; a schema change GTID, DDL; whatever else GTID, OTHER. */
export class BinlogStream {
  readonly #source: StreamSource;
  readonly #options: BinlogStreamOptions;
  readonly #maker: EventMaker;
  readonly #cache: TableCache;
  readonly #signal: AbortSignal;
  /** By the id that rows events name them by; undefined: nobody wants it. */
  readonly #tables = new Map<number, StreamedTable | undefined>();
  /** By name: the fields that were sent last. */
  readonly #sentFields = new Map<string, string>();
  #position: Position;
  #gtid: GtidSet | undefined;
  #clock = { parent: 0n, sequence: 0n, gtid: '' };
  #inTransaction = false;
  #inXa = false;

  constructor(source: StreamSource, options: BinlogStreamOptions, signal: AbortSignal) {
    this.#source = source;
    this.#options = options;
    this.#signal = signal;
    this.#position = options.start;
    this.#maker = new EventMaker(source.keyspace, source.shard);
    this.#cache = new TableCache(source, signal);
  }

  /** Everything up to here was given. */
  get position(): Position {
    return this.#position;
  }

  /** Messages, until the stop position or the signal. @throws the server's error, or UNAVAILABLE when it is gone. */
  async *run(): AsyncGenerator<VEvent[]> {
    // Not before they are messages: what is not wanted may be what ends one.
    for await (const message of this.#messages()) {
      const wanted = message.filter((event) => this.#isWanted(event));
      if (wanted.length > 0) yield wanted;
    }
  }

  async *#messages(): AsyncGenerator<VEvent[]> {
    const { start, stop, packetBytes } = this.#options;
    if (stop && positionContains(start, stop)) return;
    const packet = new Packet(packetBytes ?? this.#source.packetBytes);
    let sentAt = performance.now();
    const { heartbeatMs } = this.#source;
    const options = {
      connect: this.#source.connect,
      start,
      serverId: randomInt(SERVER_ID_MIN, SERVER_ID_MAX),
      heartbeatMs,
      silenceMs: SILENCE_MS,
    };
    try {
      for await (const batch of readBinlog(options, this.#signal)) {
        let timestamp = 0;
        for (const event of batch) {
          if (this.#source.throttle(APP).throttled) {
            yield* packet.whole();
            yield* this.#throttled();
          }
          timestamp = event.timestamp;
          const made = this.#events(event);
          for (const one of made instanceof Promise ? await made : made)
            for (const message of packet.add(one.event, one.bytes)) {
              yield message;
              sentAt = performance.now();
            }
          if (stop && made !== NOTHING && !this.#inTransaction && positionContains(this.#position, stop)) {
            yield* packet.whole();
            return;
          }
        }
        for (const message of packet.whole()) {
          yield message;
          sentAt = performance.now();
        }
        if (performance.now() - sentAt >= heartbeatMs) {
          yield [this.#maker.make('HEARTBEAT', timestamp)];
          sentAt = performance.now();
        }
      }
    } finally {
      this.#cache.close();
    }
  }

  async *#throttled(): AsyncGenerator<VEvent[]> {
    for (let state = this.#source.throttle(APP); state.throttled; state = this.#source.throttle(APP)) {
      yield [this.#maker.make('HEARTBEAT', 0, { throttled: true, throttled_reason: state.reason })];
      await new Promise((resolve) => setTimeout(resolve, THROTTLED_MS));
      this.#signal.throwIfAborted();
    }
  }

  #isWanted({ type }: VEvent): boolean {
    const { eventTypes } = this.#options;
    return eventTypes.length === 0 ? !ASKED_FOR.includes(String(type)) : eventTypes.includes(String(type));
  }

  #events(event: BinlogEvent): Iterable<Made> | Promise<Iterable<Made>> {
    const make = (type: EventName, more?: VEvent): Made => ({ event: this.#maker.make(type, event.timestamp, more) });
    switch (event.kind) {
      case 'Gtid':
        return this.#begins(event, make);
      case 'Query':
        return this.#query(event, make);
      case 'Xid':
        return this.#commit(make);
      case 'TableMap':
        return this.#tables.has(event.table.id) ? NOTHING : this.#announced(event.table, make);
      case 'Rows':
        return this.#rows(event, make);
      case 'RowsQuery':
        return [make('ROWS_QUERY', { statement: event.sql })];
      case 'PreviousGtids':
        return event.set === '' ? NOTHING : [make('PREVIOUS_GTIDS', { gtid: event.set })];
      case 'FormatDescription':
        // Another run of the server: it gives the ids of tables anew.
        this.#tables.clear();
        return NOTHING;
      case 'Heartbeat':
        // The server has nothing more to tell: the stream is at this moment.
        return [{ event: this.#maker.make('HEARTBEAT', Math.floor(Date.now() / 1000)) }];
      default:
        return NOTHING;
    }
  }

  *#begins(event: Extract<BinlogEvent, { kind: 'Gtid' }>, make: Maker): Iterable<Made> {
    if (event.gtid === '') throw cannotTell('a transaction without a GTID: the server must have gtid_mode=ON');
    const isMariadb = this.#source.flavor === 'mariadb';
    // What the one before it was, nobody told: it had nothing for us.
    if (this.#gtid) this.#position = unionPositions(this.#position, this.#gtid);
    this.#gtid = isMariadb
      ? { kind: 'MariaDB', domains: new Map(one(parseMariadbGtid(event.gtid))) }
      : mysqlSetOf(parseMysqlGtid(event.gtid));
    this.#clock = { parent: event.lastCommitted, sequence: event.sequenceNumber, gtid: event.gtid };
    if (isMariadb && !event.standalone) yield* this.#begin(make);
  }

  *#begin(make: Maker): Iterable<Made> {
    if (this.#inTransaction) return;
    this.#inTransaction = true;
    const { parent, sequence, gtid } = this.#clock;
    yield make('BEGIN', { commit_parent: parent, sequence_number: sequence, event_gtid: gtid });
  }

  /** The position with the present transaction in it. */
  #advance(make: Maker): Made {
    this.#position = unionPositions(this.#position, this.#gtid);
    this.#gtid = undefined;
    return make('GTID', { gtid: formatPosition(this.#position) });
  }

  *#commit(make: Maker): Iterable<Made> {
    if (!this.#inTransaction) return yield* this.#other(make);
    yield this.#advance(make);
    this.#inTransaction = false;
    yield make('COMMIT');
  }

  *#other(make: Maker): Iterable<Made> {
    if (this.#inTransaction) return yield* this.#commit(make);
    yield this.#advance(make);
    yield make('OTHER');
  }

  *#query(event: Extract<BinlogEvent, { kind: 'Query' }>, make: Maker): Iterable<Made> {
    const sql = event.sql.toString('utf8');
    switch (statementKind(sql)) {
      case 'begin':
        return yield* this.#begin(make);
      case 'commit':
        return yield* this.#commit(make);
      case 'rollback':
        // The log has what a rollback could not undo: changes of tables without transactions.
        return yield* this.#commit(make);
      case 'savepoint':
        return;
      case 'ddl':
        return yield* this.#ddl(sql, event.database, make);
      case 'dml':
        throw unsupported(
          `a change logged as a statement, where rows are needed (binlog_format=ROW): ${sql.slice(0, 200)}`,
        );
      case 'xa':
        return yield* this.#xa(sql, make);
      default:
        return yield* this.#inTransaction ? [] : this.#other(make);
    }
  }

  /** The rows of an XA transaction are logged before it is known whether it commits: they are refused where somebody wants them. */
  *#xa(sql: string, make: Maker): Iterable<Made> {
    this.#inXa = /^\s*xa\s+start/i.test(sql);
    if (/^\s*xa\s+(?:end|start)/i.test(sql)) return;
    yield* this.#other(make);
  }

  *#ddl(sql: string, database: string, make: Maker): Iterable<Made> {
    const inTransaction = this.#inTransaction;
    const change = readSchemaChange(sql, this.#source.flavor);
    const isOurs = this.#isOurs(change, database);
    this.#cache.forgetAll();
    this.#tables.clear();
    if (isOurs) this.#source.schemaChanged?.();
    // CREATE TABLE … SELECT logs the statement inside of the transaction that fills the table.
    if (inTransaction) return;
    yield this.#advance(make);
    yield isOurs ? make('DDL', { statement: change.statement }) : make('OTHER');
  }

  /** Whether a schema change is about a table that somebody wants. */
  #isOurs({ tables }: SchemaChange, database: string): boolean {
    const { dbName } = this.#source;
    if (tables === undefined) return database === '' || database === dbName;
    return tables.some((table) => (table.database || database) === dbName && this.#options.rules.wants(table.table));
  }

  async #announced(map: TableMap, make: Maker): Promise<Iterable<Made>> {
    const table = await this.#open(map);
    if (this.#tables.size >= TABLES_MAX) this.#tables.clear();
    this.#tables.set(map.id, table);
    if (!table) return NOTHING;
    const fields = table.plan.fields.map(protoField);
    const text = JSON.stringify(fields);
    if (this.#sentFields.get(map.name) === text) return NOTHING;
    this.#sentFields.set(map.name, text);
    const { keyspace, shard } = this.#source;
    const is_internal_table = map.database === this.#source.sidecarName;
    const table_name = map.name;
    const field_event = { table_name, fields, keyspace, shard, enum_set_string_values: true, is_internal_table };
    return [make('FIELD', { field_event })];
  }

  async #open(map: TableMap): Promise<StreamedTable | undefined> {
    const { dbName, sidecarName, keyspace, flavor } = this.#source;
    const { rules, bestEffort } = this.#options;
    const isSidecar = map.database === sidecarName && sidecarName !== dbName;
    if (!(isSidecar ? rules.isInternalWanted(map.name) : map.database === dbName)) return undefined;
    const wanted = isSidecar ? { query: `select * from ${map.name}` } : rules.queryOf(map.name);
    if (!wanted) return undefined;
    const query = readQuery(wanted.query, flavor);
    if (query.table !== map.name) throw unsupported(`a filter of table ${map.name} that selects from ${query.table}`);
    const table = tableOfEvent(map, await this.#cache.get(map.database, map.name), bestEffort);
    const vschema = await this.#source.vschema(this.#signal);
    const plan = planTable(query, table, { vschema, keyspace, flavor, from: 'log' });
    return { map, plan, fixes: cellFixes(map, table) };
  }

  *#rows(event: RowsEvent, make: Maker): Iterable<Made> {
    const map = event.table;
    if (map.database === this.#source.sidecarName) yield* this.#sidecarRows(event, make);
    const table = this.#tables.get(map.id);
    if (!table) return;
    if (this.#inXa) throw unsupported(`a change of ${map.name} in an XA transaction`);
    const { changes, bytes } = wantedChanges(event, table);
    if (changes.length === 0) return;
    const { keyspace, shard } = this.#source;
    const flags = (event.statementEnd ? 1 : 0) | (event.checksForeignKeys ? 0 : NO_FOREIGN_KEY_CHECKS);
    const is_internal_table = map.database === this.#source.sidecarName;
    const row_event = { table_name: map.name, row_changes: changes, keyspace, shard, flags, is_internal_table };
    yield { ...make('ROW', { row_event }), bytes };
  }

  *#sidecarRows(event: RowsEvent, make: Maker): Iterable<Made> {
    if (event.table.name === VERSION_TABLE) yield make('VERSION');
    if (event.table.name !== JOURNAL_TABLE || event.change !== 'insert') return;
    for (const row of event.rows) {
      const journal = readJournal(row, event.table, this.#source.dbName);
      if (journal) yield make('JOURNAL', { journal });
    }
  }
}

type Maker = (type: EventName, more?: VEvent) => Made;

function one<T extends { readonly domain: number }>(gtid: T): [number, T][] {
  return [[gtid.domain, gtid]];
}
