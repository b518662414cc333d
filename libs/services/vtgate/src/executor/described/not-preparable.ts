import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type Classified, classify, type StatementKind } from '../../text/classify.ts';
import { type ScanMode, scan } from '../../text/scan.ts';

const KINDS: ReadonlySet<StatementKind> = new Set<StatementKind>([
  'begin',
  'deallocate',
  'execute',
  'getDiagnostics',
  'load',
  'lockTables',
  'prepare',
  'release',
  'savepoint',
  'startTransaction',
  'unlockTables',
  'use',
]);
const WORDS = new Set(['CHECK', 'HANDLER', 'HELP', 'RESIGNAL', 'SIGNAL', 'XA']);
/** What SHOW is followed by where it tells of the statement before, and variables that do. */
const DIAGNOSTICS = new Set(['COUNT', 'ERRORS', 'WARNINGS']);
const COUNTS = /^(?:(?:session|local)\.)?(?:error|warning)_count$/i;
const ROUTINES = new Set(['FUNCTION', 'PROCEDURE', 'TRIGGER']);

/** MySQL prepares no statement of some kinds, whether by its protocol or by PREPARE; MariaDB does. @throws 1295 for one of them, 1065 where there is none. */
export function refuseUnprepared(sql: string, mode: ScanMode, serverVersion: string): void {
  if (sql.trim() === '')
    throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1065, state: '42000', message: 'Query was empty' });
  if (isMariadbVersion(serverVersion) || !isUnprepared(classify(sql, mode), sql, mode)) return;
  const message = 'This command is not supported in the prepared statement protocol yet';
  throw new VtError({ code: 'UNIMPLEMENTED', errno: 1295, state: 'HY000', message });
}

function isUnprepared({ kind, first, second }: Classified, sql: string, mode: ScanMode): boolean {
  if (KINDS.has(kind)) return true;
  if (kind === 'show' && second?.kind === 'word' && DIAGNOSTICS.has(second.text)) return true;
  if (hasCount(sql, mode)) return true;
  if (kind === 'other') return first?.kind === 'word' && WORDS.has(first.text);
  if (kind === 'rollback') return second !== undefined && words(sql, mode).has('TO');
  // CREATE [OR REPLACE] [DEFINER = user] PROCEDURE …: what is created stands before the first parenthesis.
  return first?.text === 'CREATE' && [...words(sql, mode)].some((word) => ROUTINES.has(word));
}

/** @@warning_count and @@error_count are of the statement before, too. */
function hasCount(sql: string, mode: ScanMode): boolean {
  if (!/_count\b/i.test(sql)) return false;
  for (const { kind, text } of scan(sql, mode)) if (kind === 'systemVariable' && COUNTS.test(text)) return true;
  return false;
}

/** The words before what no longer says what the statement is. */
function words(sql: string, mode: ScanMode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { kind, text } of scan(sql, mode)) {
    if (text === '(' || text === 'AS' || text === 'TABLE' || text === 'VIEW' || found.size > WORDS_MAX) break;
    if (kind === 'word') found.add(text);
  }
  return found;
}

const WORDS_MAX = 12;
