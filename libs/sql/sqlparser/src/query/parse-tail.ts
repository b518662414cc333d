import type { Expr, Literal } from '../expr/nodes.ts';
import { Level } from '../expr/operators.ts';
import { parseExpr, parseExprList } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableNames } from '../table/parse-name.ts';
import type { Limit, LockClause, Order, Procedure, SelectInto } from './nodes.ts';
import { parseInto } from './parse-into.ts';

/** What can follow a whole query expression. */
export type Tail = {
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly locks: readonly LockClause[];
  readonly into: SelectInto | null;
  readonly procedure?: Procedure;
};

export const noTail: Tail = { orderBy: [], limit: null, locks: [], into: null };

/** ORDER BY, LIMIT, INTO and locks; INTO may stand on either side of the locks. */
export function parseTail(p: Parser): Tail {
  if (!startsTail(p)) return noTail;
  const orderBy = parseOrderBy(p);
  const limit = parseLimit(p);
  const procedure = p.options.flavor === 'mariadb' && p.acceptWord(K.PROCEDURE) ? parseProcedure(p) : undefined;
  let into = parseInto(p);
  const locks = parseLocks(p);
  into ??= parseInto(p);
  const tail = { orderBy, limit, locks, into };
  return procedure === undefined ? tail : { ...tail, procedure };
}

/** name (arguments), after PROCEDURE */
function parseProcedure(p: Parser): Procedure {
  const name = p.name();
  p.expect(T.LParen);
  const args = p.is(T.RParen) ? [] : parseExprList(p);
  p.expect(T.RParen);
  return { kind: 'Procedure', name, args };
}

/** Could a tail start here? */
export function startsTail(p: Parser): boolean {
  const word = p.word;
  if (p.options.flavor === 'mariadb' && (word === K.OFFSET || word === K.FETCH || word === K.PROCEDURE)) return true;
  return word === K.ORDER || word === K.LIMIT || word === K.FOR || word === K.LOCK || word === K.INTO;
}

export function parseOrderBy(p: Parser): Order[] {
  if (p.word !== K.ORDER) return [];
  p.next();
  p.expectWord(K.BY);
  const orders = [parseOrder(p)];
  while (p.accept(T.Comma)) orders.push(parseOrder(p));
  return orders;
}

function parseOrder(p: Parser): Order {
  const expr = parseExpr(p);
  return { kind: 'Order', expr, direction: p.acceptOneOf('ASC', 'DESC') ?? 'asc' };
}

const noLimit: Literal = { kind: 'Literal', type: 'Int', value: '18446744073709551615' };
const one: Literal = { kind: 'Literal', type: 'Int', value: '1' };

/** MariaDB: [OFFSET n ROWS] [FETCH FIRST [n] ROWS {ONLY|WITH TIES}], which is LIMIT in other words. */
function parseFetch(p: Parser): Limit {
  let offset: Expr | null = null;
  if (p.acceptWord(K.OFFSET)) {
    offset = parseExpr(p, Level.Unary);
    if (p.acceptOneOf('ROW', 'ROWS') === undefined) p.fail();
  }
  if (!p.acceptWord(K.FETCH)) return { kind: 'Limit', offset, rowCount: noLimit };
  p.expectOneOf('FIRST', 'NEXT');
  const rowCount = p.word === K.ROW || p.word === K.ROWS ? one : parseExpr(p, Level.Unary);
  p.expectOneOf('ROW', 'ROWS');
  const withTies = p.acceptWord(K.WITH);
  if (!p.acceptRaw(withTies ? 'TIES' : 'ONLY')) p.fail();
  return { kind: 'Limit', offset, rowCount, ...(withTies ? { withTies } : {}) };
}

/** LIMIT n, LIMIT offset, n, LIMIT n OFFSET offset */
export function parseLimit(p: Parser): Limit | null {
  if (p.options.flavor === 'mariadb' && (p.word === K.OFFSET || p.word === K.FETCH)) return parseFetch(p);
  if (!p.acceptWord(K.LIMIT)) return null;
  if (p.options.flavor !== 'mariadb') return parseCounts(p);
  const counts: Limit = p.word === K.ROWS ? { kind: 'Limit', offset: null, rowCount: noLimit } : parseCounts(p);
  if (!p.acceptWord(K.ROWS)) return counts;
  if (!p.acceptRaw('EXAMINED')) p.fail();
  return { ...counts, rowsExamined: parseExpr(p) };
}

function parseCounts(p: Parser): Limit {
  const first = parseCount(p);
  if (p.accept(T.Comma)) return { kind: 'Limit', offset: first, rowCount: parseCount(p) };
  if (p.acceptWord(K.OFFSET)) return { kind: 'Limit', offset: parseOffset(p), rowCount: first };
  return { kind: 'Limit', offset: null, rowCount: first };
}

const offsets: ReadonlySet<string> = new Set(['Argument', 'ColName', 'Literal', 'Variable']);

/** A number, a parameter or a variable: nothing is computed here. */
function parseOffset(p: Parser): Expr {
  const start = p.i;
  const offset = parseCount(p);
  if (offsets.has(offset.kind)) return offset;
  p.seek(start);
  return p.fail();
}

/** Of literals only whole numbers are in the grammar, and without parentheses. */
function parseCount(p: Parser): Expr {
  const start = p.i;
  if (p.kind === T.LParen) p.fail();
  const count = parseExpr(p);
  const isLiteral =
    count.kind === 'Literal' ? count.type !== 'Int' : count.kind === 'NullVal' || count.kind === 'UnaryExpr';
  if (!isLiteral) return count;
  p.seek(start);
  return p.fail();
}

function parseLocks(p: Parser): LockClause[] {
  const locks: LockClause[] = [];
  for (;;) {
    const next = p.peekWord();
    if (p.word === K.LOCK && next === K.IN) {
      p.seek(p.i + 2);
      p.expectWord(K.SHARE);
      p.expectWord(K.MODE);
      locks.push({ kind: 'LockClause', strength: 'lock in share mode', of: [], wait: parseWait(p) });
    } else if (p.word === K.FOR && (next === K.UPDATE || next === K.SHARE)) {
      const strength = next === K.UPDATE ? 'for update' : 'for share';
      p.seek(p.i + 2);
      const of = p.acceptWord(K.OF) ? parseTableNames(p) : [];
      locks.push({ kind: 'LockClause', strength, of, wait: parseWait(p) });
    } else return locks;
  }
}

function parseWait(p: Parser): LockClause['wait'] {
  if (p.acceptWord(K.NOWAIT)) return 'nowait';
  if (p.acceptWords(K.SKIP, K.LOCKED)) return 'skip locked';
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.WAIT)) return `wait ${p.integer()}`;
  return '';
}
