import type { Statement } from '../ast/node.ts';
import type { Variable } from '../expr/nodes.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { Explain, VExplain } from './nodes.ts';
import { parseMaintenance } from './parse-maintenance.ts';

/** EXPLAIN, DESCRIBE or DESC. */
export function parseExplain(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const analyze = p.word === K.ANALYZE && p.peekKind() !== T.Dot && p.acceptWord(K.ANALYZE);
  const format = parseFormat(p);
  const detail = parseDetail(p);
  const into = p.acceptWord(K.INTO) ? parseVariable(p) : null;
  let schema = '';
  if (p.word === K.FOR) {
    p.next();
    if (p.acceptWord(K.CONNECTION)) return { kind: 'ExplainConnection', format, connection: parseExpr(p) };
    p.expectOneOf('SCHEMA', 'DATABASE');
    schema = p.name();
  }
  if (!atExplainable(p)) {
    if (analyze || format !== '' || detail !== '' || into !== null || schema !== '') p.fail();
    return parseExplainTable(p);
  }
  return { kind: 'Explain', comments, analyze, format, detail, into, schema, statement: parseExplained(p) };
}

function parseExplained(p: Parser): Statement {
  p.enter();
  const statement = p.statement();
  p.leave();
  return statement;
}

function parseVariable(p: Parser): Variable {
  if (p.kind !== T.UserVar) p.fail();
  return { kind: 'Variable', scope: 'user', name: p.userVar() };
}

function parseFormat(p: Parser): string {
  if (p.word !== K.FORMAT || p.peekKind() !== T.Eq) return '';
  p.seek(p.i + 2);
  return p.nameOrString().toLowerCase();
}

/** EXTENDED and PARTITIONS are names on newer servers. */
function parseDetail(p: Parser): Explain['detail'] {
  if (p.word !== K.EXTENDED && p.word !== K.PARTITIONS) return '';
  const next = p.peekKind();
  if (next === T.Eof || next === T.Semicolon || next === T.Dot || next === T.String) return '';
  return p.expectOneOf('EXTENDED', 'PARTITIONS');
}

function atExplainable(p: Parser): boolean {
  switch (p.word) {
    case K.DELETE:
    case K.INSERT:
    case K.REPLACE:
    case K.SELECT:
    case K.UPDATE:
    case K.VALUES:
    case K.WITH:
    case K.TABLE:
      return true;
    default:
      return p.kind === T.LParen;
  }
}

/** EXPLAIN table [column | 'pattern'] */
function parseExplainTable(p: Parser): Statement {
  const table = parseTableName(p);
  const like = p.kind === T.String ? p.string() : null;
  const column = like === null && !p.atEnd() ? p.name() : '';
  return { kind: 'ExplainTable', table, column, like };
}

/** VEXPLAIN [ALL | KEYS | PLAN | QUERIES | TRACE] statement */
export function parseVExplain(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const type: VExplain['type'] = p.acceptOneOf('ALL', 'KEYS', 'PLAN', 'QUERIES', 'TRACE') ?? 'plan';
  if (!atExplainable(p)) p.fail();
  return { kind: 'VExplain', comments, type, statement: parseExplained(p) };
}

/** ANALYZE TABLE; MariaDB: ANALYZE [FORMAT = …] statement. */
export function parseAnalyze(p: Parser): Statement {
  const next = p.peekWord();
  if (p.options.flavor !== 'mariadb' || next === K.TABLE || next === K.TABLES || next === K.LOCAL) {
    return parseMaintenance(p);
  }
  if (next === K.NO_WRITE_TO_BINLOG) return parseMaintenance(p);
  p.next();
  const comments = p.comments();
  const format = parseFormat(p);
  if (!atExplainable(p)) p.fail();
  const statement = parseExplained(p);
  return { kind: 'AnalyzeStatement', comments, format, statement };
}
