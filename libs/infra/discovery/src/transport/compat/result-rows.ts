import type { Message } from '@vt/proto';
import {
  encodeColumnDefinition,
  type Field,
  framePayload,
  fromProtoRow,
  lenencSize,
  type OkInfo,
  PAYLOAD_BYTES_MAX,
  ServerStatus,
  Type,
  textRowSize,
  writeLenencBytes,
  writePacketHeader,
  writeTextRow,
} from '@vt/sqltypes';

type QueryResult = Message<'query.QueryResult'>;

const HEADER_BYTES = 4;
/** SESSION_TRACK_GTIDS. */
const TRACK_GTIDS = 3;

/** Of numbers: clients' libraries set it, as Vitess's tablets do; a mysqld sends it never. */
const NUM_FLAG = 0x8000;

/** The columns of a compatible result, as mysqld would have sent them. */
export function columnDefinitions(result: QueryResult): Buffer[] {
  return result.fields.map((field) => encodeColumnDefinition(fieldOf(field)));
}

function fieldOf(field: QueryResult['fields'][number]): Field {
  return {
    name: field.name,
    type: typeof field.type === 'string' ? Type[field.type] : field.type,
    table: field.table,
    orgTable: field.org_table,
    database: field.database,
    orgName: field.org_name,
    columnLength: field.column_length,
    charset: field.charset,
    decimals: field.decimals,
    flags: field.flags & ~NUM_FLAG,
    columnType: field.column_type,
  };
}

/** The rows of a compatible result as packets of text rows. */
export function rowPackets(result: QueryResult): Buffer {
  const rows = result.rows.map(fromProtoRow);
  const sizes = rows.map(textRowSize);
  if (sizes.some((size) => size >= PAYLOAD_BYTES_MAX)) return longRowPackets(rows, sizes);
  const out = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size + HEADER_BYTES, 0));
  let at = 0;
  rows.forEach((row, i) => {
    const size = sizes[i] as number;
    writePacketHeader(out, at, size, 0);
    at = writeTextRow(out, at + HEADER_BYTES, row);
  });
  return out;
}

function longRowPackets(rows: readonly ReturnType<typeof fromProtoRow>[], sizes: readonly number[]): Buffer {
  const packets = rows.map((row, i) => {
    const payload = Buffer.allocUnsafe(sizes[i] as number);
    writeTextRow(payload, 0, row);
    return framePayload(payload);
  });
  return Buffer.concat(packets);
}

/** What an OK packet would have said. The compatible service does not tell the number of warnings. */
export function okInfo(result: QueryResult, inTransaction: boolean): OkInfo {
  return {
    affectedRows: result.rows_affected,
    insertId: result.insert_id,
    statusFlags: inTransaction ? ServerStatus.IN_TRANS : ServerStatus.AUTOCOMMIT,
    warnings: 0,
    info: result.info,
    sessionState: sessionState(result.session_state_changes),
  };
}

/** GTIDs in the form in which an OK packet has them: kind, length, then an encoding specification and the text. */
function sessionState(gtids: string): Buffer {
  if (gtids === '') return Buffer.alloc(0);
  const text = Buffer.from(gtids);
  const data = Buffer.alloc(1 + lenencSize(text.length) + text.length);
  writeLenencBytes(data, 1, text);
  const state = Buffer.alloc(1 + lenencSize(data.length) + data.length);
  state[0] = TRACK_GTIDS;
  writeLenencBytes(state, 1, data);
  return state;
}
