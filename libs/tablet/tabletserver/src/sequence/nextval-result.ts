import {
  BINARY_CHARSET,
  ColumnFlag,
  emptyOk,
  encodeColumnDefinition,
  encodeTextRow,
  type ResultSink,
  Type,
} from '@vt/sqltypes';

const definition = encodeColumnDefinition({
  name: 'nextval',
  type: Type.INT64,
  table: '',
  orgTable: '',
  database: '',
  orgName: '',
  columnLength: 20,
  charset: BINARY_CHARSET,
  decimals: 0,
  flags: ColumnFlag.BINARY,
  columnType: '',
});

/** The answer to `select next … values`: the first value. */
export function answerNextval(value: bigint, sink: ResultSink): void {
  sink.columns([definition], 'text');
  sink.rows(encodeTextRow([Buffer.from(value.toString())]));
  sink.end(emptyOk, false);
}
