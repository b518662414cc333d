import type { VtError } from '@vt/base';
import { surelyNotRun } from '@vt/mysql';
import { steppedAside } from '../errors.ts';
import type { Statement } from '../statement/statement.ts';

/** Plans that run on connections of the read pool; the others need a place among the writers. */
export const readPlans: ReadonlySet<string> = new Set(['Select', 'Show', 'OtherRead', 'Savepoint']);

const writes: ReadonlySet<string> = new Set(['Delete', 'Insert', 'InsertMessage', 'Load', 'Update']);

/** Whether a statement out of a transaction is one itself. */
export function isTransactionByItself({ plan }: Pick<Statement, 'plan'>): boolean {
  return writes.has(plan);
}

/** Whether a statement that lost its idle connection may be sent over another: that connection had died without our noticing. */
export function mayRunAgain(statement: Statement, error: VtError, hasOutput: boolean): boolean {
  if (surelyNotRun(error) || error === steppedAside) return true;
  return error.errno === 2013 && readPlans.has(statement.plan) && !hasOutput;
}
