import { answerOk } from '../executor/local-result.ts';
import type { StatementHandler } from '../executor/statement.ts';

/** DO expr, …: as a SELECT whose row nobody sees. */
export const doStatement: StatementHandler = async (run) => {
  await run.read(`select ${run.sql.slice(run.classified.first?.end ?? 0)}`);
  answerOk(run.sink);
};
