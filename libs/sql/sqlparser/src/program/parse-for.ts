import type { Expr } from '../expr/nodes.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { ForStatement } from './nodes.ts';

/** MariaDB: name IN [REVERSE] from .. to DO, or name IN cursor | (query) DO; FOR was taken. */
export function parseForHead(p: Parser): Pick<ForStatement, 'over' | 'variable'> {
  const variable = p.name();
  p.expectWord(K.IN);
  const reverse = p.acceptWord(K.REVERSE);
  const from = parseExpr(p);
  const over = p.accept(T.DotDot)
    ? ({ kind: 'ForRange', reverse, from, to: parseExpr(p) } as const)
    : (overRows(from) ?? p.fail());
  p.expectWord(K.DO);
  return { variable, over };
}

/** A query in parentheses, or the name of a cursor with what it is opened with. */
function overRows(expr: Expr): ForStatement['over'] | undefined {
  switch (expr.kind) {
    case 'Subquery':
      return expr;
    case 'ColName':
      return expr.qualifier === null ? { kind: 'ForCursor', cursor: expr.name, args: [] } : undefined;
    case 'FuncExpr':
      return expr.qualifier === '' ? { kind: 'ForCursor', cursor: expr.name, args: expr.args } : undefined;
    default:
      return undefined;
  }
}
