import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';
import type { With } from '../query/nodes.ts';
import { parseLimit, parseOrderBy } from '../query/parse-tail.ts';
import { parseTableRefs } from '../table/parse.ts';
import type { Update } from './nodes.ts';
import { parseReturning, parseUpdateExprs } from './parse-parts.ts';

/** UPDATE of one or several tables. */
export function parseUpdate(p: Parser, withClause: With | null = null): Update {
  p.expectWord(K.UPDATE);
  const comments = p.comments();
  const lowPriority = p.acceptWord(K.LOW_PRIORITY);
  const ignore = p.acceptWord(K.IGNORE);
  const tables = parseTableRefs(p);
  p.expectWord(K.SET);
  const exprs = parseUpdateExprs(p);
  const where = p.acceptWord(K.WHERE) ? parseExpr(p) : null;
  const orderBy = parseOrderBy(p);
  const limit = parseLimit(p);
  const returning = parseReturning(p);
  return {
    kind: 'Update',
    comments,
    with: withClause,
    lowPriority,
    ignore,
    tables,
    exprs,
    where,
    orderBy,
    limit,
    returning,
  };
}
