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

const UTF8MB4_0900_AI_CI = 255;

export type LocalColumn = { readonly name: string; readonly type?: number };
export type LocalValue = string | bigint | number | null;

/** Answers with rows that the gate makes itself. Columns are VARCHAR where nothing else is said. */
export function answerRows(
  sink: ResultSink,
  columns: readonly LocalColumn[],
  rows: Iterable<readonly LocalValue[]>,
): void {
  sink.columns(columns.map(definition), 'text');
  const packets = [...rows].map((row) =>
    encodeTextRow(row.map((value) => (value === null ? null : Buffer.from(String(value))))),
  );
  if (packets.length > 0) sink.rows(Buffer.concat(packets));
  sink.end(emptyOk, false);
}

export function answerOk(sink: ResultSink, ok: Partial<OkInfo> = {}): void {
  sink.end({ ...emptyOk, ...ok }, false);
}

function definition({ name, type = Type.VARCHAR }: LocalColumn): Uint8Array {
  const integral = isIntegral(type);
  return encodeColumnDefinition({
    name,
    type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength: integral ? 21 : 1024,
    charset: integral ? BINARY_CHARSET : UTF8MB4_0900_AI_CI,
    decimals: integral ? 0 : 31,
    flags: integral ? ColumnFlag.BINARY | (isSigned(type) ? 0 : ColumnFlag.UNSIGNED) : 0,
    columnType: '',
  });
}
