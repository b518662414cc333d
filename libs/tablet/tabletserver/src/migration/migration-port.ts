import { VtError } from '@vt/base';
import { looksLikeMigration } from '@vt/migration';
import { emptyOk, encodeColumnDefinition, encodeTextRow, type ResultSink, Type } from '@vt/sqltypes';
import type { PlanName } from '../statement/classify.ts';
import type { Statement } from '../statement/statement.ts';

/** Rows that were changed, or columns and rows as texts. */
export type MigrationAnswer =
  | { readonly kind: 'changed'; readonly affectedRows: number }
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
    };

/** Who keeps and runs migrations: statements that are about them, and schema changes that are migrations. */
export interface MigrationPort {
  run(sql: string, signal: AbortSignal): Promise<MigrationAnswer>;
}

const plans: ReadonlySet<PlanName> = new Set(['AlterMigration', 'RevertMigration', 'ShowMigrationLogs']);

/** Whether a statement is not mysqld's. */
export function isForMigrations({ plan, sql }: Statement): boolean {
  return plans.has(plan) || (plan === 'DDL' && looksLikeMigration(sql));
}

export async function answerMigration(
  port: MigrationPort | undefined,
  sql: string,
  sink: ResultSink,
  signal: AbortSignal,
): Promise<void> {
  if (!port) throw new VtError({ code: 'UNIMPLEMENTED', message: 'online DDL is not available on this tablet' });
  const answer = await port.run(sql, signal);
  if (answer.kind === 'changed') return sink.end({ ...emptyOk, affectedRows: BigInt(answer.affectedRows) }, false);
  sink.columns(answer.columns.map(definition), 'text');
  const rows = answer.rows.map((row) =>
    encodeTextRow(row.map((value) => (value === null ? null : Buffer.from(value)))),
  );
  if (rows.length > 0) sink.rows(Buffer.concat(rows));
  sink.end(emptyOk, false);
}

const UTF8MB4 = 255;
const TEXT_BYTES = 65_535;

function definition(name: string): Uint8Array {
  return encodeColumnDefinition({
    name,
    type: Type.VARCHAR,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength: TEXT_BYTES,
    charset: UTF8MB4,
    decimals: 0,
    flags: 0,
    columnType: '',
  });
}
