import { VtError } from '@vt/base';
import { type Node, parse, visit } from '@vt/sqlparser';
import { type ScanMode, scan, type Token } from '../../text/scan.ts';
import type { ExecutorDeps } from '../deps.ts';
import { isSystemSchema } from '../place.ts';

/** "Access denied to database", "command denied for table", "no database selected". */
const MAY_BE_OF_UNKNOWN = new Set<number | undefined>([1044, 1046, 1142]);
/** What a table's name, or a schema's, stands behind in statements that the parser has no tables of. */
const BEFORE_NAMES = new Set(['DESC', 'DESCRIBE', 'EXISTS', 'FROM', 'IN', 'ON', 'TABLE', 'TABLES', 'TO', 'VIEW']);

/**
 * A tablet's user has no rights on databases that are not the tablet's, so mysqld does not say whether there is such a one; and without a
 * selected keyspace a statement goes nowhere. Where the statement names a schema that is no keyspace, that is what is wrong.
 */
export function asUnknownSchema(
  error: VtError,
  sql: string,
  mode: ScanMode,
  { vschema, serving }: Pick<ExecutorDeps, 'vschema' | 'serving'>,
): VtError {
  if (!MAY_BE_OF_UNKNOWN.has(error.errno)) return error;
  const { keyspaces, keyspaceRoutingRules } = vschema();
  const isKnown = (name: string) =>
    keyspaces.has(name) || keyspaceRoutingRules.has(name) || serving.keyspaces().includes(name) || isSystemSchema(name);
  const unknown = schemasOf(sql, mode).find((name) => !isKnown(name));
  return unknown === undefined ? error : VtError.of('VT05003', unknown);
}

/** The schemas that the statement's tables are said to be in. */
function schemasOf(sql: string, mode: ScanMode): readonly string[] {
  const found: string[] = [];
  for (const name of tablesOf(sql, mode)) if (name.qualifier !== '') found.push(name.qualifier);
  return found.length > 0 ? found : schemasOfText(sql, mode);
}

function tablesOf(sql: string, { ansiQuotes, noBackslashEscapes }: ScanMode): Extract<Node, { kind: 'TableName' }>[] {
  const sqlMode = [ansiQuotes ? 'ANSI_QUOTES' : '', noBackslashEscapes ? 'NO_BACKSLASH_ESCAPES' : ''].join();
  const found: Extract<Node, { kind: 'TableName' }>[] = [];
  try {
    visit(parse(sql, { sqlMode }), (node) => {
      if (node.kind === 'TableName') found.push(node);
      // Their qualifiers are tables, which have names of their own.
      return node.kind !== 'ColName' && node.kind !== 'StarExpr';
    });
  } catch {
    return [];
  }
  return found;
}

/** `SHOW … FROM table FROM schema` names a schema alone, other statements one before a dot. */
function schemasOfText(sql: string, mode: ScanMode): readonly string[] {
  const tokens = [...scan(sql, mode)];
  const isShow = tokens[0]?.text === 'SHOW';
  return tokens.flatMap((token, i) => {
    const before = tokens[i - 1];
    if (!isName(token) || before?.kind !== 'word' || !BEFORE_NAMES.has(before.text)) return [];
    const isDotted = tokens[i + 1]?.text === '.';
    return isDotted || (isShow && isSchemaOfShow(tokens, i)) ? [nameOf(token, sql)] : [];
  });
}

/** Of `SHOW TABLES FROM a` the first name, of `SHOW COLUMNS FROM t FROM a` the second. */
function isSchemaOfShow(tokens: readonly Token[], at: number): boolean {
  const ofTable = tokens.slice(0, at).some(({ text }) => /^(COLUMNS|FIELDS|INDEX|INDEXES|KEYS)$/.test(text));
  const names = tokens.slice(0, at).filter(({ text }) => text === 'FROM' || text === 'IN').length;
  return names === (ofTable ? 2 : 1);
}

const isName = ({ kind }: Token): boolean => kind === 'word' || kind === 'quoted';

/** As it is written: words are read in capitals. */
const nameOf = ({ kind, text, start, end }: Token, sql: string): string =>
  kind === 'word' ? sql.slice(start, end) : text;
