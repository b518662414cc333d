import { rewrite } from '../ast/walk.ts';
import type { Expr } from '../expr/nodes.ts';
import { parseExpr } from '../expr/parse.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';

/** An expression that the data dictionary keeps: -> and ->> become the calls they stand for, as MySQL shows them. */
export function parseStoredExpr(p: Parser): Expr {
  return rewrite(parseExpr(p), (node) => {
    if (node.kind !== 'BinaryExpr' || (node.operator !== '->' && node.operator !== '->>')) return node;
    const extract = call('json_extract', [node.left, node.right]);
    return node.operator === '->' ? extract : call('json_unquote', [extract]);
  });
}

function call(name: string, args: readonly Expr[]): Expr {
  return { kind: 'FuncExpr', qualifier: '', name, args };
}

/** (expr) */
export function parseStoredExprInParens(p: Parser): Expr {
  p.expect(T.LParen);
  const expr = parseStoredExpr(p);
  p.expect(T.RParen);
  return expr;
}
