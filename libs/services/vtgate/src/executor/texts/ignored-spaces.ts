import { parse, visit } from '@vt/sqlparser';
import type { Session } from '../../session/session.ts';
import { classify, type StatementKind } from '../../text/classify.ts';
import { mayHaveSpacedCallIn, withoutCallSpaces } from '../../text/native-calls.ts';
import type { ScanMode } from '../../text/scan.ts';
import type { StatementRun } from '../statement.ts';

const ASKED = /@@\s*(?:(?:session|local)\s*\.\s*)?[`"]?sql_mode\b/i;
const LISTED = /^\s*show\b.*\bvariables\b/is;
/** What a mysqld shows before it. */
const BEFORE: ReadonlySet<string> = new Set(['REAL_AS_FLOAT', 'PIPES_AS_CONCAT', 'ANSI_QUOTES']);

/** Whether a statement's text asks for the session's sql_mode: its plan is not kept for other sessions. */
export function asksSqlMode(sql: string): boolean {
  return ASKED.test(sql);
}

/**
 * A client's handshake may ask for IGNORE_SPACE (mysql2 does): @@sql_mode shows it, as a mysqld's does. The shards need not know: connections
 * with a sql_mode of their own would be a pool beside the others, for a mode that is about texts, which the gate writes without such spaces.
 */
export async function learnSqlMode({ session, sql, ask }: StatementRun): Promise<void> {
  if (!session.ignoresSpace || session.shownSqlMode !== undefined || session.settings.has('sql_mode')) return;
  if (!asksSqlMode(sql) && !LISTED.test(sql)) return;
  const { rows } = await ask('select @@sql_mode');
  session.shownSqlMode = withIgnoreSpace(Buffer.from(rows[0]?.[0] ?? []).toString());
}

/** What they are planned by is read without regard of such spaces, and columns have the names that they are written with. */
const PLANNED: ReadonlySet<StatementKind> = new Set(['delete', 'insert', 'prepare', 'replace', 'select', 'update']);

/** The statement as the mysqlds are to read it, where it may go to them as it is. */
export function withoutIgnoredSpaces(sql: string, mode: ScanMode): string {
  if (!mayHaveSpacedCallIn(sql) || PLANNED.has(classify(sql, mode).kind)) return sql;
  return withoutCallSpaces(sql, mode);
}

function withIgnoreSpace(mode: string): string {
  const modes = mode === '' ? [] : mode.split(',');
  if (modes.includes('IGNORE_SPACE')) return mode;
  const at = modes.findIndex((one) => !BEFORE.has(one));
  return modes.toSpliced(at < 0 ? modes.length : at, 0, 'IGNORE_SPACE').join(',');
}

const WORD_AND_SPACE = /[\w$\u0080-\uffff]\s+(?:[,)]|from\b|into\b|union\b|limit\b|order\b|where\b)/i;

/** Whether a column's name ends with a space because the client's handshake asked for IGNORE_SPACE: a shard's mysqld, which was not asked, would call it otherwise. */
export function hasSpacedNames(session: Pick<Session, 'asksToIgnoreSpace'>, sql: string): boolean {
  if (!session.asksToIgnoreSpace || !WORD_AND_SPACE.test(sql)) return false;
  let found = false;
  try {
    visit(parse(sql, { sqlMode: 'IGNORE_SPACE' }), (node) => {
      found ||= node.kind === 'AliasedExpr' && /\s$/.test(node.text);
      return !found;
    });
  } catch {
    // A mysqld says what is wrong with it.
  }
  return found;
}
