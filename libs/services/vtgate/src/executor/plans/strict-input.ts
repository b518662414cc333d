import { VtError } from '@vt/base';
import { scan } from '../../text/scan.ts';
import type { StatementRun } from '../statement.ts';

/** What a strict sql_mode makes an error of in statements that change rows, by number and SQLSTATE. */
const ERRORS: ReadonlyMap<number, string> = new Map([
  [1260, 'HY000'],
  [1264, '22003'],
  [1265, '01000'],
  [1292, '22007'],
  [1365, '22012'],
  [1366, 'HY000'],
  [1406, '22001'],
  [1411, 'HY000'],
  [1441, '22008'],
  [3020, '2201E'],
]);
const STRICT = /\b(?:STRICT_TRANS_TABLES|STRICT_ALL_TABLES|TRADITIONAL)\b/i;
const BEFORE_IGNORE = new Set(['DELETE', 'HIGH_PRIORITY', 'INSERT', 'LOW_PRIORITY', 'QUICK', 'REPLACE', 'UPDATE']);

/**
 * The rows that a write needs over shards are read by a SELECT, which warns of what a strict mysqld would refuse to write by.
 * @throws the first of those warnings, unless the statement ignores them
 */
export async function checkInput(run: StatementRun): Promise<void> {
  const { session, deps } = run;
  const at = session.warnings.findIndex(({ level, code }) => level === 'Warning' && ERRORS.has(code));
  const found = session.warnings[at];
  if (!found || /mariadb/i.test(deps.options.serverVersion) || ignores(run)) return;
  const { rows } = await run.ask('select @@sql_mode');
  if (!STRICT.test(Buffer.from(rows[0]?.[0] ?? []).toString())) return;
  session.warnings.length = at;
  const { code: errno, message } = found;
  throw new VtError({ code: 'INVALID_ARGUMENT', errno, state: ERRORS.get(errno) ?? 'HY000', message });
}

function ignores({ sql, mode }: StatementRun): boolean {
  for (const { kind, text } of scan(sql, mode))
    if (kind !== 'word' || !BEFORE_IGNORE.has(text)) return text === 'IGNORE';
  return false;
}
