import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
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
/** And what MariaDB finds wrong with JSON, of which MySQL's functions make errors themselves. */
const ERRORS_OF_MARIADB: ReadonlyMap<number, string> = new Map([
  ...ERRORS,
  ...[4035, 4036, 4037, 4038, 4039, 4040, 4041, 4042].map((errno) => [errno, 'HY000'] as const),
]);
/** A CAST that cuts a text. */
const CUT_OF_MARIADB = /^Truncated incorrect (?:CHAR|BINARY)\(/;
const STRICT = /\b(?:STRICT_TRANS_TABLES|STRICT_ALL_TABLES|TRADITIONAL)\b/i;
const BEFORE_IGNORE = new Set(['DELETE', 'HIGH_PRIORITY', 'INSERT', 'LOW_PRIORITY', 'QUICK', 'REPLACE', 'UPDATE']);

/**
 * The rows that a write needs over shards are read by a SELECT, which warns of what a strict mysqld would refuse to write by.
 * @throws the first of those warnings, unless the statement ignores them
 */
export async function checkInput(run: StatementRun): Promise<void> {
  const { session, deps, classified } = run;
  const isMaria = isMariadbVersion(deps.options.serverVersion);
  // To MariaDB deleting stores nothing that could be wrong.
  if (isMaria && classified.kind === 'delete') return;
  const errors = isMaria ? ERRORS_OF_MARIADB : ERRORS;
  const at = session.warnings.findIndex(
    ({ level, code, message }) => level === 'Warning' && errors.has(code) && !(isMaria && CUT_OF_MARIADB.test(message)),
  );
  const found = session.warnings[at];
  if (!found || ignores(run)) return;
  const { rows } = await run.ask('select @@sql_mode');
  if (!STRICT.test(Buffer.from(rows[0]?.[0] ?? []).toString())) return;
  session.warnings.length = at;
  const { code: errno, message } = found;
  throw new VtError({ code: 'INVALID_ARGUMENT', errno, state: errors.get(errno) ?? 'HY000', message });
}

function ignores({ sql, mode }: StatementRun): boolean {
  for (const { kind, text } of scan(sql, mode))
    if (kind !== 'word' || !BEFORE_IGNORE.has(text)) return text === 'IGNORE';
  return false;
}
