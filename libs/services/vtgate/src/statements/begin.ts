import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../executor/statement.ts';
import { unlockForBegin } from './lock-tables.ts';
import { isCompoundOf, passthrough } from './passthrough.ts';
import { checkSyntax, pendingBegin } from './transaction.ts';

/** BEGIN [WORK]; a block in MariaDB's sql_mode ORACLE. */
export const begin: StatementHandler = async (run) => {
  if (isCompoundOf(run)) return passthrough(run);
  checkSyntax(run);
  const { session, deps, signal, sink } = run;
  await unlockForBegin(run);
  await deps.transactions.beginExplicitly(session, signal, pendingBegin(session.begin));
  answerOk(sink);
};
