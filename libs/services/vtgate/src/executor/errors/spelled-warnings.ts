import { isMariadbVersion } from '@vt/mysql';
import { scan } from '../../text/scan.ts';
import type { StatementRun } from '../statement.ts';

/** What the gate writes in another way for its shards, and answers itself, though MySQL warns of it. */
export const SPELLED = /&&|\|\||\bfound_rows\s*\(|\bn'|\bsql_no_cache\b|\bbinary\b/i;

/** A shard warns of it, where one gets a row. */
const OF_UPSERTS = /\bduplicate\s+key\b[^]*\bvalues\s*\(/i;

const DEPRECATED = 1287;
const AND = "'&&' is deprecated and will be removed in a future release. Please use AND instead";
const OR = "'|| as a synonym for OR' is deprecated and will be removed in a future release. Please use OR instead";
const FOUND_ROWS =
  'FOUND_ROWS() is deprecated and will be removed in a future release. Consider using COUNT(*) instead.';
const NATIONAL =
  'NATIONAL/NCHAR/NVARCHAR implies the character set UTF8MB3, which will be replaced by UTF8MB4 in a future release. Please consider using CHAR(x) CHARACTER SET UTF8MB4 in order to be unambiguous.';
const NO_CACHE = "'SQL_NO_CACHE' is deprecated and will be removed in a future release.";
const BINARY = "'BINARY expr' is deprecated and will be removed in a future release. Please use CAST instead";
const VALUES =
  "'VALUES function' is deprecated and will be removed in a future release. Please use an alias (INSERT INTO ... VALUES (...) AS alias) and replace VALUES(col) in the ON DUPLICATE KEY UPDATE clause with alias.col instead";
const BANG = "'!' is deprecated and will be removed in a future release. Please use NOT instead";
/** Before BINARY, where it is a type's or a character set's name. */
const NAMES_BINARY: ReadonlySet<string> = new Set(['AS', 'CHARSET', 'COLLATE', 'RETURNING', 'SET', 'USING', '.', '@']);
/** Behind it, where it is a name, or CONVERT's type. */
const ENDS: ReadonlySet<string> = new Set([')', ',', ';', '.', '=']);
const KINDS: ReadonlySet<string> = new Set(['delete', 'do', 'insert', 'replace', 'select', 'update']);

/** By their texts: of `N'…'` as a national character string. */
const CODES: Readonly<Record<string, number>> = { [NATIONAL]: 3720, [NO_CACHE]: 1681 };

/** Of what is deprecated in how a statement is written. */
const OF_SPELLING: ReadonlySet<number> = new Set([1287, 1681, 3719, 3720, 3778]);

/** Whether a server warns of it as it reads the statement: of one that is prepared then, and not when it is executed. */
export const isOfSpelling = ({ code }: { readonly code: number }): boolean => OF_SPELLING.has(code);

type Spelled = Pick<StatementRun, 'session' | 'sql' | 'mode' | 'classified' | 'deps'>;

/** Warns of the client's spelling, as often as no shard has done so, and of no other. */
export function warnOfSpelling(run: Spelled): void {
  const { session, sql, mode, classified, deps } = run;
  if (KINDS.has(classified.kind) && /HIGH_NOT_PRECEDENCE/i.test(session.sqlMode)) forgetBangs(run);
  if (
    !(SPELLED.test(sql) || OF_UPSERTS.test(sql)) ||
    !KINDS.has(classified.kind) ||
    isMariadbVersion(deps.options.serverVersion)
  )
    return;
  const said = new Set(session.warnings.map(({ message }) => message));
  const missing = messages(sql, mode, /PIPES_AS_CONCAT|\bANSI\b/i.test(session.sqlMode)).filter(
    (one) => !said.has(one),
  );
  session.warnings.unshift(
    ...missing.map((message) => ({ level: 'Warning' as const, code: CODES[message] ?? DEPRECATED, message })),
  );
}

/** NOT that binds tightly is written as `!` for the shards, which warn of it. */
function forgetBangs({ session, sql, mode }: Spelled): void {
  if (!session.warnings.some(({ message }) => message === BANG)) return;
  let own = 0;
  for (const { kind, text, end } of scan(sql, mode)) if (kind === 'symbol' && text === '!' && sql[end] !== '=') own++;
  session.warnings = session.warnings.filter(({ message }) => message !== BANG || own-- > 0);
}

function messages(sql: string, mode: StatementRun['mode'], concatenates: boolean): string[] {
  const found: string[] = [];
  let before = { text: '', end: -1 };
  let mayBeOperator = false;
  let isListed = false;
  let updates = false;
  for (const { kind, text, start, end } of scan(sql, mode)) {
    const isSecond = kind === 'symbol' && before.text === text && before.end === start;
    if (isSecond && text === '&') found.push(AND);
    if (isSecond && text === '|' && !concatenates) found.push(OR);
    if (text === '(' && before.text === 'FOUND_ROWS') found.push(FOUND_ROWS);
    if (updates && text === '(' && before.text === 'VALUES') found.push(VALUES);
    updates ||= kind === 'word' && text === 'KEY' && before.text === 'DUPLICATE';
    if (kind === 'word' && text === 'SQL_NO_CACHE') found.push(NO_CACHE);
    if (mayBeOperator && !ENDS.has(text) && (text !== '(' || !isListed)) found.push(BINARY);
    mayBeOperator = kind === 'word' && text === 'BINARY' && !NAMES_BINARY.has(before.text);
    // CONVERT(x, BINARY(3))
    isListed = before.text === ',';
    if (kind === 'string' && before.text === 'N' && before.end === start) found.push(NATIONAL);
    before = isSecond ? { text: '', end } : { text, end };
  }
  return found;
}
