import {
  encodeColumnDefinition,
  encodeTextRow,
  type Field,
  type OkInfo,
  type ResultSink,
  type Row,
} from '@vt/sqltypes';

type Result = OkInfo & { readonly fields: readonly Field[]; readonly rows: readonly Row[] };

/** Sends a mysqld's rows of names and values, each as `overlay` makes it. */
export function sendOverlaid(sink: ResultSink, { fields, rows, ...ok }: Result, overlay: (row: Row) => Row): void {
  sink.columns(fields.map(encodeColumnDefinition), 'text');
  const packets = rows.map((row) => encodeTextRow(overlay(row)));
  if (packets.length > 0) sink.rows(Buffer.concat(packets));
  sink.end(ok, false);
}
