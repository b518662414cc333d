import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { Subquery } from '../query/nodes.ts';
import type { AndExpr, ComparisonExpr, ComparisonOperator, Expr, IsTest, OrExpr, ValTuple } from './nodes.ts';
import { arithmetic, comparison, infixLevel, Level } from './operators.ts';
import { expectIntervalUnit, isIntervalFunction } from './parse-interval.ts';
import { parseListOrSubquery, parsePrefix, parseSubquery } from './parse-primary.ts';

/** Reads an expression whose operators all bind at least as tightly as `level`. */
export function parseExpr(p: Parser, level: number = Level.Assign): Expr {
  p.enter();
  // `height` collects the greatest height below this expression; the caller's is put back on the way out.
  const outer = p.height;
  p.height = 0;
  const expr = parseOperators(p, parsePrefix(p, level), level);
  const { height } = p;
  p.height = outer;
  p.grew(height + 1);
  p.leave();
  return expr;
}

/** Reads on after the operand `first`, of height `p.height`, as `parseExpr`; leaves the height of the whole there. */
export function parseOperators(p: Parser, first: Expr, level: number = Level.Assign): Expr {
  let left = first;
  let { height } = p;
  // After a predicate only looser operators can follow.
  let most: number = Level.Collate;
  for (;;) {
    const found = infixLevel(p.kind, p.word, p.options.sqlMode);
    if (found === 0 || found < level || found > most) break;
    p.height = 0;
    const next = parseInfix(p, left, found);
    if (next === undefined) break;
    if (next !== left) height = Math.max(height, p.height) + 1;
    else if (p.height >= height) height = p.height + 1;
    if (height > p.options.nestingMax) throw p.tooDeep();
    left = next;
    most = mostAfter(p, left, found);
  }
  p.height = height;
  return left;
}

/** The tightest level of an operator that may follow, unless what was read is one operand with it. */
function mostAfter(p: Parser, left: Expr, found: number): number {
  if (found === Level.Predicate) return Level.Compare;
  if (found !== Level.Compare || p.options.flavor === 'mariadb') return Level.Collate;
  // IS NULL may be compared again; IS TRUE, FALSE and UNKNOWN end the condition.
  return left.kind === 'IsExpr' && !left.test.endsWith('null') ? Level.And : Level.Compare;
}

/** Reads the operator at the cursor, of level `found`, and its right operand; undefined when it is none after all. */
function parseInfix(p: Parser, left: Expr, found: number): Expr | undefined {
  switch (found) {
    case Level.Or:
      return parseChain(p, left, 'OrExpr', found);
    case Level.And:
      return parseChain(p, left, 'AndExpr', found);
    case Level.Xor:
      p.next();
      return { kind: 'XorExpr', left, right: parseExpr(p, Level.And) };
    case Level.Compare:
      return p.word === K.IS ? parseIs(p, left) : parseComparison(p, left);
    case Level.Predicate:
      return parsePredicate(p, left);
    case Level.Collate:
      return parsePostfix(p, left);
    case Level.Concat:
      p.next();
      return concat(left, parseExpr(p, Level.Unary));
    default:
      return parseArithmetic(p, left, found);
  }
}

/** AND and OR make flat lists, so that a thousand terms are not a thousand levels. */
function parseChain(p: Parser, left: Expr, kind: 'AndExpr' | 'OrExpr', level: number): Expr {
  p.next();
  const right = parseExpr(p, level + 1);
  if (left.kind !== kind) return { kind, exprs: [left, right] } as AndExpr | OrExpr;
  (left.exprs as Expr[]).push(right);
  return left;
}

/** `a || b` under PIPES_AS_CONCAT; written as a call, which means the same in every sql_mode. */
function concat(left: Expr, right: Expr): Expr {
  return { kind: 'FuncExpr', qualifier: '', name: 'concat', args: [left, right] };
}

function parseArithmetic(p: Parser, left: Expr, level: number): Expr {
  const operator = p.word === K.DIV ? 'div' : p.word === K.MOD ? '%' : arithmetic[p.kind]!;
  p.next();
  if (level === Level.Add && p.word === K.INTERVAL && !isIntervalFunction(p)) {
    return parseDateArithmetic(p, left, operator as '+' | '-');
  }
  return { kind: 'BinaryExpr', operator, left, right: parseExpr(p, level + 1) };
}

/** `date + INTERVAL expr unit`, at INTERVAL. */
function parseDateArithmetic(p: Parser, date: Expr, syntax: '+' | '-'): Expr {
  p.next();
  const interval = parseExpr(p);
  return { kind: 'IntervalDateExpr', syntax, date, interval, unit: expectIntervalUnit(p) };
}

function parsePostfix(p: Parser, left: Expr): Expr | undefined {
  if (p.word === K.COLLATE) {
    p.next();
    return { kind: 'CollateExpr', expr: left, collation: p.word === K.BINARY ? p.takeName() : p.charsetName() };
  }
  if (left.kind !== 'ColName') p.fail();
  const operator = p.kind === T.Arrow ? '->' : '->>';
  p.next();
  if (p.kind !== T.String && p.kind !== T.Bind) p.fail();
  return { kind: 'BinaryExpr', operator, left, right: parsePrefix(p, Level.Collate) };
}

function parseComparison(p: Parser, left: Expr): Expr {
  const operator = comparison[p.kind as keyof typeof comparison];
  const at = p.i;
  p.next();
  if (p.word === K.ANY || p.word === K.SOME || p.word === K.ALL) {
    const modifier = p.word === K.ALL ? 'all' : 'any';
    if (p.peekKind() === T.LParen) {
      if (operator === '<=>' && p.options.flavor === 'mariadb') failInMariadb(p, modifier);
      p.next();
      const subquery = parseSubquery(p);
      // It has no quantifiers, which MySQL says of the operator once it has read them.
      if (operator === '<=>') p.failAt(at);
      return compare(operator, left, subquery, null, modifier);
    }
  }
  return compare(operator, left, parseExpr(p, Level.Predicate), null, '');
}

/** There ANY, SOME are names, of a function here. */
function failInMariadb(p: Parser, modifier: 'all' | 'any'): never {
  if (modifier === 'any') p.next();
  return p.fail();
}

function compare(
  operator: ComparisonOperator,
  left: Expr,
  right: Expr,
  escape: Expr | null,
  modifier: ComparisonExpr['modifier'],
): ComparisonExpr {
  return { kind: 'ComparisonExpr', operator, left, right, escape, modifier };
}

function parseIs(p: Parser, expr: Expr): Expr {
  p.next();
  const not = p.acceptWord(K.NOT);
  const word = p.expectOneOf('NULL', 'TRUE', 'FALSE', 'UNKNOWN');
  const test = word === 'unknown' ? 'null' : word;
  return { kind: 'IsExpr', expr, test: (not ? `not ${test}` : test) as IsTest };
}

/** What NOT goes with behind an expression: NOT NULL of a column, NOT ENFORCED … */
const afterNot: ReadonlySet<number> = new Set([K.DETERMINISTIC, K.ENFORCED, K.NULL, K.PRESERVE, K.SECONDARY]);

function parsePredicate(p: Parser, left: Expr): Expr | undefined {
  const not = p.word === K.NOT;
  if (not) {
    if (infixLevel(p.peekKind(), p.peekWord(), 0) !== Level.Predicate) {
      // As in MySQL, what is wrong is what follows, unless the word belongs to what is around the expression.
      if (!afterNot.has(p.peekWord())) {
        p.next();
        p.fail();
      }
      return undefined;
    }
    p.next();
  }
  switch (p.word) {
    case K.IN:
      p.next();
      return compare(not ? 'not in' : 'in', left, parseInList(p), null, '');
    case K.BETWEEN:
      return parseBetween(p, left, not);
    case K.LIKE:
      return parseLike(p, left, not);
    case K.REGEXP:
    case K.RLIKE:
      p.next();
      return compare(not ? 'not regexp' : 'regexp', left, parseExpr(p, Level.BitOr), null, '');
    case K.MEMBER:
      return not ? p.fail() : parseMemberOf(p, left);
    case K.SOUNDS:
      if (not) p.fail();
      // A lone word SOUNDS is a column alias.
      if (p.peekWord() !== K.LIKE) return undefined;
      p.seek(p.i + 2);
      return compare('sounds like', left, parseExpr(p, Level.BitOr), null, '');
    default:
      return p.fail();
  }
}

/** What stands after IN: a list, a subquery, or a list bind. */
function parseInList(p: Parser): ValTuple | Subquery | Expr {
  if (p.kind === T.ListBind || p.kind === T.Bind) return parsePrefix(p, Level.Collate);
  return parseListOrSubquery(p);
}

function parseBetween(p: Parser, expr: Expr, negated: boolean): Expr {
  p.next();
  const from = parseExpr(p, Level.BitOr);
  p.expectWord(K.AND);
  return { kind: 'BetweenExpr', negated, expr, from, to: parseExpr(p, Level.Predicate) };
}

function parseLike(p: Parser, left: Expr, not: boolean): Expr {
  p.next();
  // `a like b + c` is no SQL for MySQL.
  const right = parseExpr(p, p.options.flavor === 'mariadb' ? Level.BitOr : Level.Concat);
  const escape = p.acceptWord(K.ESCAPE) ? parseExpr(p, Level.Collate) : null;
  return compare(not ? 'not like' : 'like', left, right, escape, '');
}

function parseMemberOf(p: Parser, value: Expr): Expr | undefined {
  // MEMBER is not reserved: without OF or a parenthesis it is an alias.
  const of = p.peekWord() === K.OF;
  if (!of && p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + (of ? 2 : 1));
  p.expect(T.LParen);
  const array = parseExpr(p, Level.BitOr);
  p.expect(T.RParen);
  return { kind: 'MemberOfExpr', value, array };
}

/** Expressions separated by commas; at least one. */
export function parseExprList(p: Parser): Expr[] {
  const exprs = [parseExpr(p)];
  while (p.accept(T.Comma)) exprs.push(parseExpr(p));
  return exprs;
}
