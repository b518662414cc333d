import { visit } from '../ast/walk.ts';
import type { Expr } from '../expr/nodes.ts';
import { parseExpr, parseExprList } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseLimit } from '../query/parse-tail.ts';
import type { TableName } from '../table/nodes.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { HandlerStatement } from './load-nodes.ts';

const none = { as: '', index: '', scan: '', comparison: '', values: [], where: null, limit: null } as const;

const comparisons: Readonly<Record<number, HandlerStatement['comparison']>> = {
  [T.Eq]: '=',
  [T.Ge]: '>=',
  [T.Gt]: '>',
  [T.Le]: '<=',
  [T.Lt]: '<',
};

/** HANDLER t OPEN | READ … | CLOSE */
export function parseHandler(p: Parser): HandlerStatement {
  p.next();
  const table = parseTableName(p);
  const action = p.expectOneOf('OPEN', 'READ', 'CLOSE');
  const head = { kind: 'HandlerStatement', action, table } as const;
  if (action === 'open') return { ...head, ...none, as: parseAlias(p) };
  // What was opened has one name.
  if (table.qualifier !== '') p.fail();
  return action === 'close' ? { ...head, ...none } : parseRead(p, table);
}

function parseAlias(p: Parser): string {
  if (p.acceptWord(K.AS) || p.accept(T.Eq)) return p.name();
  return p.isName() ? p.name() : '';
}

function parseRead(p: Parser, table: TableName): HandlerStatement {
  const index = scansRows(p) ? '' : p.name();
  const comparison = index === '' ? '' : (comparisons[p.kind] ?? '');
  let scan: HandlerStatement['scan'] = '';
  let values: readonly Expr[] = [];
  if (comparison !== '') {
    p.next();
    p.expect(T.LParen);
    values = parseExprList(p);
    p.expect(T.RParen);
  } else scan = index === '' ? p.expectOneOf('FIRST', 'NEXT') : p.expectOneOf('FIRST', 'NEXT', 'PREV', 'LAST');
  const where = p.acceptWord(K.WHERE) ? parseExpr(p) : null;
  // A handler reads one table, and asks no other.
  if ([...values, ...(where === null ? [] : [where])].some(asksQuery)) p.fail();
  return {
    kind: 'HandlerStatement',
    action: 'read',
    table,
    as: '',
    index,
    scan,
    comparison,
    values,
    where,
    limit: parseLimit(p),
  };
}

function asksQuery(expr: Expr): boolean {
  let found = false;
  visit(expr, ({ kind }) => {
    found ||= kind === 'Subquery';
    return !found;
  });
  return found;
}

/** FIRST or NEXT of the rows, and no index of that name. */
function scansRows(p: Parser): boolean {
  if (p.word !== K.FIRST && p.word !== K.NEXT) return false;
  const next = p.peekKind();
  return next === T.Eof || next === T.Semicolon || p.peekWord() === K.WHERE || p.peekWord() === K.LIMIT;
}
