import type { Select } from '@vt/sqlparser';
import { answerLocally } from './local-select.ts';
import { usesLockFunction } from './lock-functions.ts';
import { lastInsertIdColumn } from './special-selects.ts';

/** Whether a SELECT is more than a plan: answered here, or for the session's own business. */
export function isSpecial(select: Select): boolean {
  if (select.from.length === 0 || select.into || usesLockFunction(select)) return true;
  if (select.options.includes('sql_calc_found_rows')) return true;
  return answerLocally(select) !== undefined || lastInsertIdColumn(select) !== undefined;
}
