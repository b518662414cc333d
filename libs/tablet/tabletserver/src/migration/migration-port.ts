import { VtError } from '@vt/base';
import { looksLikeMigration } from '@vt/migration';
import { emptyOk, type ResultSink } from '@vt/sqltypes';
import { answerReport, type Report } from '../report/answer-report.ts';
import type { PlanName } from '../statement/classify.ts';
import type { Statement } from '../statement/statement.ts';

/** Rows that were changed, or columns and rows as texts. */
export type MigrationAnswer =
  | { readonly kind: 'changed'; readonly affectedRows: number }
  | (Report & { readonly kind: 'rows' });

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
  answerReport(answer, sink);
}
