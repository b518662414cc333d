import {
  BINARY_CHARSET,
  ColumnFlag,
  emptyOk,
  encodeColumnDefinition,
  encodeTextRow,
  isIntegral,
  isSigned,
  type OkInfo,
  type ResultSink,
  Type,
} from '@vt/sqltypes';
import type { TextCollations } from '../../session/charset.ts';

const defaultCollations: TextCollations = { own: 255, system: 255 };
/** Of a character, by the collations that columns are said to have; lengths are given for the most. */
const bytesPerCharacter: ReadonlyMap<number, number> = new Map([
  [33, 3],
  [83, 3],
  [63, 1],
]);
const BYTES_MAX = 4;
const BYTES_OF_ALL = 1024;
/** Where a definition has its type: before flags, decimals and filler. */
const TYPE_FROM_END = 6;

/** MySQL gives columns of tables one type on the wire, and expressions one for each length: BLOB, MEDIUM_BLOB, LONG_BLOB. */
function lengthType(bytesMax: number): number {
  if (bytesMax <= 65_535) return 252;
  return bytesMax <= 16_777_215 ? 250 : 251;
}

export type LocalColumn = {
  readonly name: string;
  readonly type?: number;
  /** Bytes that a value may have, of texts in utf8mb4; a usual bound where not given. */
  readonly bytesMax?: number;
  readonly notNull?: boolean;
  readonly decimals?: number;
  /** A server keeps it in its own character set, as all names. */
  readonly isSystem?: boolean;
};
export type LocalValue = string | bigint | number | Uint8Array | null;

/** Answers with rows that the gate makes itself. Columns are VARCHAR where nothing else is said. */
export function answerRows(
  sink: ResultSink,
  columns: readonly LocalColumn[],
  rows: Iterable<readonly LocalValue[]>,
  collations = defaultCollations,
): void {
  sink.columns(
    columns.map((column) => columnDefinition(column, collations)),
    'text',
  );
  const packets = [...rows].map((row) => encodeTextRow(row.map(valueBytes)));
  if (packets.length > 0) sink.rows(Buffer.concat(packets));
  sink.end(emptyOk, false);
}

function valueBytes(value: LocalValue): Uint8Array | null {
  return value === null || value instanceof Uint8Array ? value : Buffer.from(String(value));
}

export function answerOk(sink: ResultSink, ok: Partial<OkInfo> = {}): void {
  sink.end({ ...emptyOk, ...ok }, false);
}

export function columnDefinition(
  { name, type = Type.VARCHAR, bytesMax, notNull, decimals, isSystem }: LocalColumn,
  { own, system }: TextCollations,
): Uint8Array {
  const isText = type === Type.VARCHAR || type === Type.TEXT;
  const unsigned = isIntegral(type) && !isSigned(type) ? ColumnFlag.UNSIGNED : 0;
  const collation = isSystem ? system : own;
  const encoded = encodeColumnDefinition({
    name,
    type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength:
      type === Type.VARCHAR
        ? textLength(bytesMax ?? BYTES_OF_ALL, collation)
        : (bytesMax ?? (isText ? BYTES_OF_ALL : type === Type.NULL_TYPE ? 0 : 21)),
    charset: isText ? collation : BINARY_CHARSET,
    decimals: decimals ?? (isText ? 31 : 0),
    flags: (isText ? 0 : ColumnFlag.BINARY) | unsigned | (notNull ? ColumnFlag.NOT_NULL : 0),
    columnType: '',
  });
  if (type === Type.TEXT || type === Type.BLOB) encoded[encoded.length - TYPE_FROM_END] = lengthType(bytesMax ?? 0);
  return encoded;
}

function textLength(bytes: number, collation: number): number {
  return Math.floor(bytes / BYTES_MAX) * (bytesPerCharacter.get(collation) ?? BYTES_MAX);
}
