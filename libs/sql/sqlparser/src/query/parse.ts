import type { ValTuple } from '../expr/nodes.ts';
import { parseListOrSubquery } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseNameList, parseTableName } from '../table/parse-name.ts';
import { balanced } from './balance.ts';
import type { CommonTableExpr, QueryStatement, SetOperation, ValuesStatement, With } from './nodes.ts';
import { parseSelect } from './parse-select.ts';
import type { Tail } from './parse-tail.ts';
import { noTail, parseTail, startsTail } from './parse-tail.ts';

/** Does a query start here, without a parenthesis before it? */
export function atQuery(p: Parser): boolean {
  switch (p.word) {
    case K.SELECT:
    case K.WITH:
      return true;
    case K.TABLE:
      return p.peekKind() === T.Word || p.peekKind() === T.Quoted;
    case K.VALUES:
      return p.peekWord() === K.ROW || (p.options.flavor === 'mariadb' && p.peekKind() === T.LParen);
    default:
      return false;
  }
}

/** After a parenthesised query: does it go on as part of a larger one? */
export function continuesQuery(p: Parser): boolean {
  return p.word === K.UNION || p.word === K.EXCEPT || p.word === K.INTERSECT || startsTail(p);
}

/** Reads a whole query: WITH, set operations, ORDER BY, LIMIT, locks and INTO. */
export function parseQuery(p: Parser): QueryStatement {
  p.enter();
  const withClause = p.word === K.WITH ? parseWith(p) : null;
  const query = finishQuery(p, parseOperand(p), withClause);
  p.leave();
  return query;
}

/** Reads on after WITH …, which was already taken. */
export function parseQueryWith(p: Parser, withClause: With): QueryStatement {
  return finishQuery(p, parseOperand(p), withClause);
}

/** Reads a query inside another statement, where INTO has no place. */
export function parseInnerQuery(p: Parser): QueryStatement {
  p.subqueries++;
  const query = parseQuery(p);
  p.subqueries--;
  return query;
}

/** Reads on after `left`, an inner query that stood in parentheses. */
export function parseInnerQueryAfter(p: Parser, left: QueryStatement): QueryStatement {
  p.subqueries++;
  const query = finishQuery(p, { query: left, parens: true }, null);
  p.subqueries--;
  return query;
}

/** A query and whether it stood in parentheses of its own. */
type Operand = { readonly query: QueryStatement; readonly parens: boolean };

function finishQuery(p: Parser, first: Operand, withClause: With | null): QueryStatement {
  const body = parseSetOperations(p, first);
  const tail = isNextval(body.query) ? noTail : parseTail(p);
  if (!body.parens) return attach(p, body.query, tail, withClause);
  if (tail === noTail && withClause === null) return body.query;
  return mergeable(body.query, tail, withClause)
    ? attach(p, body.query, override(body.query, tail), withClause)
    : { kind: 'ParenSelect', with: withClause, select: body.query, ...tail };
}

/** SELECT NEXT VALUE takes no part in anything larger. */
function isNextval(n: QueryStatement): boolean {
  return n.kind === 'Select' && n.columns[0]!.kind === 'Nextval';
}

function attach(p: Parser, query: QueryStatement, tail: Tail, withClause: With | null): QueryStatement {
  if (tail === noTail && withClause === null) return query;
  if (query.kind === 'ValuesStatement') {
    // There is nothing that a lock without names could lock.
    if (tail.procedure !== undefined || tail.into !== null || tail.locks.some((lock) => lock.of.length > 0))
      p.fail('VALUES does not support INTO');
    return { ...query, with: withClause ?? query.with, orderBy: tail.orderBy, limit: tail.limit };
  }
  return { ...query, ...mergeTail(query, tail), with: withClause ?? query.with };
}

function mergeTail(query: Exclude<QueryStatement, ValuesStatement>, tail: Tail): Tail {
  return { ...tail, into: tail.into ?? query.into };
}

/** Does an outer tail mean the same when it is written inside the parentheses? An inner LIMIT would be applied too late. */
function mergeable(query: QueryStatement, tail: Tail, withClause: With | null): boolean {
  if (query.limit !== null || (withClause !== null && query.with !== null)) return false;
  if (query.kind === 'ValuesStatement') return tail.locks.length === 0 && tail.into === null;
  return (
    query.locks.length === 0 && query.into === null && query.procedure === undefined && query.kind !== 'ParenSelect'
  );
}

/** The outer ORDER BY decides where there is one. */
function override(query: QueryStatement, tail: Tail): Tail {
  return tail.orderBy.length > 0 ? tail : { ...tail, orderBy: query.orderBy };
}

function parseSetOperations(p: Parser, first: Operand): Operand {
  let left = parseIntersections(p, first);
  let steps = 0;
  while (p.word === K.UNION || p.word === K.EXCEPT) {
    if (isNextval(left.query)) break;
    const operation = parseOperation(p);
    const right = parseIntersections(p, parseOperand(p));
    left = combined(p, operation, nested(p, left), right.query);
    steps++;
  }
  return chained(p, left, steps);
}

function parseIntersections(p: Parser, first: Operand): Operand {
  let left = first;
  let steps = 0;
  while (p.word === K.INTERSECT) {
    const operation = parseOperation(p);
    left = combined(p, operation, nested(p, left), parseOperand(p).query);
    steps++;
  }
  return chained(p, left, steps);
}

/** A chain too long for its own height is made a lower tree of the same meaning. */
function chained(p: Parser, chain: Operand, steps: number): Operand {
  if (steps <= p.options.nestingMax || chain.query.kind !== 'Union') {
    p.grew(steps);
    return chain;
  }
  const { query, height } = balanced(chain.query, steps);
  p.grew(height);
  return { query, parens: false };
}

function parseOperation(p: Parser): SetOperation {
  const operation = p.expectOneOf('UNION', 'EXCEPT', 'INTERSECT');
  const all = p.acceptOneOf('ALL', 'DISTINCT') === 'all';
  return all ? `${operation} all` : operation;
}

/** MySQL takes set operations on the left for one with what follows, in parentheses or not. */
function nested(p: Parser, { query, parens }: Operand): QueryStatement {
  return parens && query.kind === 'Union' && p.options.nestedSets ? { ...query, nested: true } : query;
}

function combined(p: Parser, operation: SetOperation, left: QueryStatement, right: QueryStatement): Operand {
  // Only the last member may have an INTO, and it is the whole operation's; in parentheses it is out of place.
  if (hasInto(left) || (hasInto(right) && right.kind !== 'Select')) p.fail();
  // The last member's INTO is the whole operation's.
  const into = hasInto(right) ? right.into : null;
  const query: QueryStatement = {
    kind: 'Union',
    with: null,
    operation,
    left,
    right: hasInto(right) ? { ...right, into: null } : right,
    orderBy: [],
    limit: null,
    locks: [],
    into,
  };
  return { query, parens: false };
}

/** SELECT …, VALUES …, TABLE … or (query). */
function parseOperand(p: Parser): Operand {
  switch (p.word) {
    case K.SELECT:
      return { query: parseSelect(p), parens: false };
    case K.VALUES:
      return { query: parseValues(p), parens: false };
    case K.TABLE:
      return { query: parseTable(p), parens: false };
    default: {
      p.expect(T.LParen);
      const query = parseQuery(p);
      p.expect(T.RParen);
      return { query, parens: true };
    }
  }
}

function hasInto(n: QueryStatement): n is Exclude<QueryStatement, ValuesStatement> {
  return n.kind !== 'ValuesStatement' && n.into !== null;
}

function parseValues(p: Parser): QueryStatement {
  p.next();
  const comments = p.comments();
  const rows: ValTuple[] = [];
  const rowKeyword = p.options.flavor !== 'mariadb' || p.word === K.ROW;
  do {
    if (rowKeyword) p.expectWord(K.ROW);
    rows.push(parseRow(p));
  } while (p.accept(T.Comma));
  return { kind: 'ValuesStatement', comments, with: null, rowKeyword, rows, orderBy: [], limit: null };
}

function parseRow(p: Parser): ValTuple {
  const row = parseListOrSubquery(p);
  return row.kind === 'ValTuple' ? row : { kind: 'ValTuple', exprs: [row] };
}

function parseTable(p: Parser): QueryStatement {
  p.next();
  return { kind: 'TableStatement', with: null, table: parseTableName(p), ...noTail };
}

/** WITH [RECURSIVE] name (columns) AS (query), … */
export function parseWith(p: Parser): With {
  p.next();
  const recursive = p.acceptWord(K.RECURSIVE);
  const ctes = [parseCte(p)];
  while (p.accept(T.Comma)) ctes.push(parseCte(p));
  return { kind: 'With', recursive, ctes };
}

function parseCte(p: Parser): CommonTableExpr {
  const name = p.name();
  const columns = p.kind === T.LParen ? parseNameList(p) : [];
  p.expectWord(K.AS);
  p.expect(T.LParen);
  const select = parseInnerQuery(p);
  p.expect(T.RParen);
  const cte = { kind: 'CommonTableExpr', name, columns, select } as const;
  return p.options.flavor === 'mariadb' && p.acceptRaw('CYCLE') ? { ...cte, cycle: parseCycle(p) } : cte;
}

/** columns RESTRICT */
function parseCycle(p: Parser): string[] {
  const columns = [p.name()];
  while (p.accept(T.Comma)) columns.push(p.name());
  p.expectWord(K.RESTRICT);
  return columns;
}
