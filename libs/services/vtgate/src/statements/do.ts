import { isMariadbVersion } from '@vt/mysql';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../executor/statement.ts';

/** DO expr, …: as a SELECT whose row nobody sees. */
export const doStatement: StatementHandler = async (run) => {
  await run.read(`select ${run.sql.slice(run.classified.first?.end ?? 0)}`);
  // To MySQL it has found that row; to MariaDB, nothing.
  if (!isMariadbVersion(run.deps.options.serverVersion)) run.session.foundRows = 1n;
  answerOk(run.sink);
};
