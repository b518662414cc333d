import type { Expr, ValTuple } from '../expr/nodes.ts';
import { parseExpr } from '../expr/parse.ts';
import { parseColName } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { atQuery, parseInnerQuery } from '../query/parse.ts';
import type { AliasedTableExpr } from '../table/nodes.ts';
import { parseNameList, parsePartitions, parseTableName } from '../table/parse-name.ts';
import type { Insert, RowAlias, UpdateExpr, Values } from './nodes.ts';
import { parseReturning, parseUpdateExprs } from './parse-parts.ts';

type Rows = Pick<Insert, 'columns' | 'rows'>;

/** INSERT and REPLACE. */
export function parseInsert(p: Parser): Insert {
  const action = p.expectOneOf('INSERT', 'REPLACE');
  const comments = p.comments();
  const priority =
    (action === 'insert'
      ? p.acceptOneOf('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY')
      : p.acceptOneOf('LOW_PRIORITY', 'DELAYED')) ?? '';
  const ignore = action === 'insert' && p.acceptWord(K.IGNORE);
  p.acceptWord(K.INTO);
  const table = parseTarget(p);
  const { columns, rows } = parseRows(p);
  const mayHaveAlias = action === 'insert' && rows.kind === 'Values' && !rows.rowKeyword;
  const rowAlias = mayHaveAlias && p.word === K.AS ? parseRowAlias(p) : null;
  const onDup = action === 'insert' ? parseOnDuplicate(p) : [];
  const returning = parseReturning(p);
  return { kind: 'Insert', action, comments, priority, ignore, table, columns, rows, rowAlias, onDup, returning };
}

function parseTarget(p: Parser): AliasedTableExpr {
  const expr = parseTableName(p);
  const partitions = parsePartitions(p);
  return { kind: 'AliasedTableExpr', expr, partitions, as: '', columns: [], hints: [], systemTime: null };
}

function parseRows(p: Parser): Rows {
  if (p.acceptWord(K.SET)) return parseSetForm(p);
  const columns = p.kind === T.LParen && !queryInParens(p) ? parseColumns(p) : null;
  if (p.word === K.VALUE || p.word === K.VALUES) return { columns, rows: parseValues(p) };
  if (p.kind !== T.LParen && !atQuery(p)) p.fail();
  return { columns, rows: parseInnerQuery(p) };
}

/** At "(": is this a query in any number of parentheses rather than a column list? */
function queryInParens(p: Parser): boolean {
  let n = 1;
  while (p.peekKind(n) === T.LParen) n++;
  const word = p.peekWord(n);
  return n > 1 || word === K.SELECT || word === K.WITH || word === K.TABLE || word === K.VALUES;
}

/** (column, …); qualifiers are dropped. */
function parseColumns(p: Parser): string[] {
  p.next();
  const columns: string[] = [];
  if (p.kind !== T.RParen) {
    do columns.push(parseColName(p).name);
    while (p.accept(T.Comma));
  }
  p.expect(T.RParen);
  return columns;
}

/** SET a = 1, b = 2 is (a, b) VALUES (1, 2). */
function parseSetForm(p: Parser): Rows {
  const columns: string[] = [];
  const exprs: Expr[] = [];
  for (const { name, expr } of parseUpdateExprs(p)) {
    columns.push(name.name);
    exprs.push(expr);
  }
  return { columns, rows: { kind: 'Values', rowKeyword: false, rows: [{ kind: 'ValTuple', exprs }] } };
}

function parseValues(p: Parser): Values {
  p.next();
  const rowKeyword = p.word === K.ROW;
  const rows: ValTuple[] = [];
  do {
    if (rowKeyword) p.expectWord(K.ROW);
    rows.push(parseRow(p));
  } while (p.accept(T.Comma));
  return { kind: 'Values', rowKeyword, rows };
}

function parseRow(p: Parser): ValTuple {
  p.expect(T.LParen);
  const exprs: Expr[] = [];
  if (p.kind !== T.RParen) {
    do exprs.push(parseExpr(p));
    while (p.accept(T.Comma));
  }
  p.expect(T.RParen);
  return { kind: 'ValTuple', exprs };
}

function parseRowAlias(p: Parser): RowAlias {
  p.next();
  const name = p.name();
  return { kind: 'RowAlias', name, columns: p.kind === T.LParen ? parseNameList(p) : [] };
}

function parseOnDuplicate(p: Parser): UpdateExpr[] {
  if (p.word !== K.ON) return [];
  p.next();
  p.expectWord(K.DUPLICATE);
  p.expectWord(K.KEY);
  p.expectWord(K.UPDATE);
  return parseUpdateExprs(p);
}
