import { parseExpr } from '../expr/parse.ts';
import { parseColName } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { SelectExpr } from '../query/nodes.ts';
import { parseSelectList } from '../query/parse-select.ts';
import type { UpdateExpr } from './nodes.ts';

/** column = expr, … */
export function parseUpdateExprs(p: Parser): UpdateExpr[] {
  const exprs = [parseUpdateExpr(p)];
  while (p.accept(T.Comma)) exprs.push(parseUpdateExpr(p));
  return exprs;
}

function parseUpdateExpr(p: Parser): UpdateExpr {
  const name = parseColName(p);
  if (!p.accept(T.Assign)) p.expect(T.Eq);
  return { kind: 'UpdateExpr', name, expr: parseExpr(p) };
}

/** MariaDB: RETURNING select list. */
export function parseReturning(p: Parser): SelectExpr[] {
  if (p.options.flavor !== 'mariadb' || !p.acceptWord(K.RETURNING)) return [];
  return parseSelectList(p);
}
