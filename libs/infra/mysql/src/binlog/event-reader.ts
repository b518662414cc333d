import { crc32 } from 'node:zlib';
import { formatMysqlGtidSet } from '../gtid/index.ts';
import { decodeSidBlock } from '../gtid/sid-block.ts';
import { binlogError } from './binlog-error.ts';
import { ByteCursor } from './byte-cursor.ts';
import type { BinlogEvent, BinlogEventBody, EventHeader } from './event.ts';
import { EventType as E, maySkip } from './event-type.ts';
import { readGtid, readMariadbGtid, readMariadbGtidList, readTaggedGtid } from './events/gtid.ts';
import { readQuery } from './events/query.ts';
import { isRowsEvent, readRows } from './events/rows.ts';
import { readTableMap, type TableMap, tableIdOf } from './table-map.ts';
import { payloadEvents } from './transaction-payload.ts';

const HEADER_BYTES = 19;
const CHECKSUM_BYTES = 4;
const CRC32 = 1;
/** Tables announced since the last statement's end; a statement can hardly name more. */
const TABLES_MAX = 10_000;

/**
 * Reads the events of one stream, in order: what an event means depends on those before it (the checksum's kind, the tables announced).
 * A compressed transaction is given as the events in it.
 */
export class EventReader {
  /** Undefined: not known yet. */
  #checksum: boolean | undefined;
  readonly #tables = new Map<number, TableMap>();
  /** What was announced last of each id: statement after statement announces the same. */
  readonly #announced = new Map<number, { readonly bytes: Buffer; readonly table: TableMap }>();

  /** @param bytes one event with its header. */
  read(bytes: Buffer): Iterable<BinlogEvent> {
    const header = readHeader(bytes);
    const isFormat = header.type === E.FORMAT_DESCRIPTION;
    if (isFormat) this.#checksum = formatChecksum(bytes);
    // A stream begins with a Rotate, before the event that says whether there are checksums.
    const hasChecksum = this.#checksum ?? (header.type === E.ROTATE && isVerified(bytes));
    const cursor = new ByteCursor(hasChecksum ? verified(bytes) : bytes, HEADER_BYTES);
    return header.type === E.TRANSACTION_PAYLOAD ? this.#payload(header, cursor) : [this.#event(header, cursor)];
  }

  *#payload(header: EventHeader, cursor: ByteCursor): Iterable<BinlogEvent> {
    for (const inner of payloadEvents(cursor)) {
      // Positions inside of a payload mean nothing; the transaction ends where the payload does.
      const own = { ...readHeader(inner), nextPosition: header.nextPosition };
      const body = new ByteCursor(inner, HEADER_BYTES);
      if (own.type === E.TRANSACTION_PAYLOAD) yield* this.#payload(own, body);
      else yield this.#event(own, body);
    }
  }

  #event(header: EventHeader, cursor: ByteCursor): BinlogEvent {
    // One object, not a third of both: there is one for each few bytes of the log.
    return Object.assign(this.#body(header, cursor), header);
  }

  #body(header: EventHeader, cursor: ByteCursor): BinlogEventBody {
    const { type, flags } = header;
    if (isRowsEvent(type)) return this.#rows(type, cursor);
    switch (type) {
      case E.TABLE_MAP:
        return this.#tableMap(cursor);
      case E.QUERY:
        return readQuery(cursor, false);
      case E.QUERY_COMPRESSED:
        return readQuery(cursor, true);
      case E.XID:
        return { kind: 'Xid', xid: cursor.u64() };
      case E.GTID:
      case E.ANONYMOUS_GTID:
        return readGtid(cursor, type === E.ANONYMOUS_GTID);
      case E.GTID_TAGGED:
        return readTaggedGtid(cursor);
      case E.MARIADB_GTID:
        return readMariadbGtid(cursor, header.serverId);
      case E.MARIADB_GTID_LIST:
        return { kind: 'PreviousGtids', set: readMariadbGtidList(cursor) };
      case E.PREVIOUS_GTIDS:
        return { kind: 'PreviousGtids', set: previousGtids(cursor.rest()) };
      case E.ROTATE:
        return { kind: 'Rotate', position: cursor.u64(), file: cursor.rest().toString('utf8') };
      case E.FORMAT_DESCRIPTION:
        return { kind: 'FormatDescription', serverVersion: serverVersion(cursor), checksum: this.#checksum ?? false };
      case E.ROWS_QUERY:
        cursor.skip(1); // a length that is too short for what follows
        return { kind: 'RowsQuery', sql: cursor.rest().toString('utf8') };
      case E.ANNOTATE_ROWS:
        return { kind: 'RowsQuery', sql: cursor.rest().toString('utf8') };
      case E.HEARTBEAT:
        return { kind: 'Heartbeat', file: cursor.rest().toString('utf8'), position: BigInt(header.nextPosition) };
      case E.HEARTBEAT_V2:
        return heartbeat(cursor);
      case E.INCIDENT:
        throw binlogError('the server could not log some changes (an incident): they are missing here');
      default:
        if (maySkip(type, flags)) return { kind: 'Other' };
        // It may be rows that were changed: who passed over it would have less than the server has.
        throw binlogError(`an event of type ${type}, which cannot be read`);
    }
  }

  #tableMap(cursor: ByteCursor): BinlogEventBody {
    const table = this.#readTableMap(cursor);
    if (this.#tables.size >= TABLES_MAX) throw binlogError(`more than ${TABLES_MAX} tables in one statement`);
    this.#tables.set(table.id, table);
    return { kind: 'TableMap', table };
  }

  #readTableMap(cursor: ByteCursor): TableMap {
    const bytes = cursor.rest();
    const id = tableIdOf(bytes);
    const known = this.#announced.get(id);
    if (known?.bytes.equals(bytes)) return known.table;
    const table = readTableMap(new ByteCursor(bytes));
    if (this.#announced.size >= TABLES_MAX) this.#announced.clear();
    // A copy: the bytes are a part of a larger event's.
    this.#announced.set(id, { bytes: Buffer.from(bytes), table });
    return table;
  }

  #rows(type: number, cursor: ByteCursor): BinlogEventBody {
    const body = readRows(type, cursor, (id) => this.#tables.get(id));
    // A table is announced again for each statement, and may have changed by then.
    if (body === undefined || body.statementEnd) this.#tables.clear();
    return body ?? { kind: 'Other' };
  }
}

/** timestamp 4 · type 1 · server id 4 · length 4 · next position 4 · flags 2 */
function readHeader(bytes: Buffer): EventHeader {
  if (bytes.length < HEADER_BYTES) throw binlogError(`an event of ${bytes.length} bytes`);
  const length = bytes.readUInt32LE(9);
  if (length !== bytes.length) throw binlogError(`an event of ${length} bytes came as ${bytes.length}`);
  return {
    timestamp: bytes.readUInt32LE(0),
    type: bytes[4] as number,
    serverId: bytes.readUInt32LE(5),
    nextPosition: bytes.readUInt32LE(13),
    flags: bytes.readUInt16LE(17),
  };
}

function verified(bytes: Buffer): Buffer {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < HEADER_BYTES) throw binlogError('an event without its checksum');
  if (!isVerified(bytes)) throw binlogError('an event whose checksum is wrong');
  return bytes.subarray(0, end);
}

function isVerified(bytes: Buffer): boolean {
  const end = bytes.length - CHECKSUM_BYTES;
  return end >= HEADER_BYTES && crc32(bytes.subarray(0, end)) === bytes.readUInt32LE(end);
}

/** The last byte before the event's own checksum; servers that know of no checksums (before 5.6.1) are not supported. */
function formatChecksum(bytes: Buffer): boolean {
  return bytes[bytes.length - CHECKSUM_BYTES - 1] === CRC32;
}

/** version of the format 2 · version of the server 50, filled up with 0 · … */
function serverVersion(cursor: ByteCursor): string {
  cursor.skip(2);
  return cursor.text(50).replace(/\0.*$/s, '');
}

/** The untagged form only; a set with tags has another one, and nobody needs it to read on. */
function previousGtids(block: Buffer): string {
  const tagged = block.length >= 8 && block[7] === 1 && block[0] === 1;
  return tagged ? '' : formatMysqlGtidSet(decodeSidBlock(block));
}

/** { type 1 · length lenenc · value }* · 0; 1: the file, 2: the position */
function heartbeat(cursor: ByteCursor): BinlogEventBody {
  let file = '';
  let position = 0n;
  while (cursor.left > 0) {
    const field = cursor.u8();
    if (field === 0) break;
    const value = new ByteCursor(cursor.take(cursor.lenenc()));
    if (field === 1) file = value.rest().toString('utf8');
    if (field === 2) position = BigInt(value.lenenc());
  }
  return { kind: 'Heartbeat', file, position };
}
