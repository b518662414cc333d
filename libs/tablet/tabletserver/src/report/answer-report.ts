import { VtError } from '@vt/base';
import { emptyOk, encodeColumnDefinition, encodeTextRow, type ResultSink, Type } from '@vt/sqltypes';
import type { PlanName } from '../statement/classify.ts';

/** Columns and rows that are the tablet's own to tell, as texts. */
export type Report = {
  readonly columns: readonly (string | { readonly name: string; readonly type: number })[];
  readonly rows: readonly (readonly (string | null)[])[];
};

/** Who knows what SHOW VITESS_THROTTLED_APPS and SHOW VITESS_THROTTLER STATUS tell. */
export interface ThrottlerReports {
  throttledApps(): Report;
  status(): Report;
}

/** What the throttler says of itself. */
export function throttlerReport(plan: PlanName, reports: ThrottlerReports | undefined): Report {
  if (!reports) throw new VtError({ code: 'UNIMPLEMENTED', message: 'there is no throttler on this tablet' });
  return plan === 'ShowThrottledApps' ? reports.throttledApps() : reports.status();
}

export function answerReport({ columns, rows }: Report, sink: ResultSink): void {
  sink.columns(columns.map(definition), 'text');
  const encoded = rows.map((row) => encodeTextRow(row.map((value) => (value === null ? null : Buffer.from(value)))));
  if (encoded.length > 0) sink.rows(Buffer.concat(encoded));
  sink.end(emptyOk, false);
}

const UTF8MB4 = 255;
const BINARY = 63;
const TEXT_BYTES = 65_535;

function definition(column: Report['columns'][number]): Uint8Array {
  const { name, type } = typeof column === 'string' ? { name: column, type: Type.VARCHAR } : column;
  return encodeColumnDefinition({
    name,
    type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength: TEXT_BYTES,
    charset: type === Type.VARCHAR ? UTF8MB4 : BINARY,
    decimals: 0,
    flags: 0,
    columnType: '',
  });
}
