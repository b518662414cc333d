import { K, keywordLower } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { ColName, Expr, JsonResponse, MatchMode, When } from './nodes.ts';
import { Level } from './operators.ts';
import { parseExpr, parseExprList } from './parse.ts';
import { parseColName, parseListOrSubquery, parseSubquery } from './parse-primary.ts';
import { parseConvertType } from './parse-type.ts';

export function nullExpr(p: Parser): Expr {
  p.next();
  return { kind: 'NullVal' };
}

export function trueExpr(p: Parser): Expr {
  p.next();
  return { kind: 'BoolVal', value: true };
}

export function falseExpr(p: Parser): Expr {
  p.next();
  return { kind: 'BoolVal', value: false };
}

/** DEFAULT, DEFAULT(column) */
export function defaultExpr(p: Parser): Expr {
  p.next();
  if (!p.accept(T.LParen)) return { kind: 'Default', column: null };
  const column = parseColName(p);
  p.expect(T.RParen);
  return { kind: 'Default', column };
}

/** MariaDB: IGNORE in a list of values */
export function ignoreValue(p: Parser): Expr | undefined {
  if (p.options.flavor !== 'mariadb') return undefined;
  p.next();
  return { kind: 'IgnoreValue' };
}

/** VALUES(column) */
export function valuesFunction(p: Parser): Expr {
  p.next();
  p.expect(T.LParen);
  const column = parseColName(p);
  p.expect(T.RParen);
  return { kind: 'ValuesFuncExpr', column };
}

/** BINARY expr is CONVERT(expr, BINARY). */
export function binary(p: Parser): Expr {
  const name = p.takeName();
  const expr = parseExpr(p, Level.Unary);
  return { kind: 'ConvertExpr', expr, type: { kind: 'ConvertType', name, length: '', scale: '', charset: '' } };
}

export function caseExpr(p: Parser): Expr {
  p.next();
  const expr = p.word === K.WHEN ? null : parseExpr(p);
  const whens: When[] = [];
  while (p.acceptWord(K.WHEN)) {
    const cond = parseExpr(p);
    p.expectWord(K.THEN);
    whens.push({ kind: 'When', cond, value: parseExpr(p) });
  }
  if (whens.length === 0) p.fail();
  const otherwise = p.acceptWord(K.ELSE) ? parseExpr(p) : null;
  p.expectWord(K.END);
  return { kind: 'CaseExpr', expr, whens, else: otherwise };
}

/** CAST(expr [AT TIME ZONE '…'] AS type [ARRAY]) */
export function cast(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const expr = parseExpr(p);
  let timeZone = '';
  if (p.acceptWord(K.AT)) {
    p.expectWord(K.TIME);
    p.expectWord(K.ZONE);
    p.acceptWord(K.INTERVAL);
    timeZone = p.string();
  }
  p.expectWord(K.AS);
  const type = parseConvertType(p);
  const array = p.acceptWord(K.ARRAY);
  p.expect(T.RParen);
  return { kind: 'CastExpr', expr, type, array, timeZone };
}

/** CONVERT(expr, type), CONVERT(expr USING charset) */
export function convert(p: Parser): Expr {
  p.next();
  p.expect(T.LParen);
  const expr = parseExpr(p);
  if (p.acceptWord(K.USING)) {
    const charset = charsetName(p);
    p.expect(T.RParen);
    return { kind: 'ConvertUsingExpr', expr, charset };
  }
  p.expect(T.Comma);
  const type = parseConvertType(p);
  p.expect(T.RParen);
  return { kind: 'ConvertExpr', expr, type };
}

function charsetName(p: Parser): string {
  return p.word === K.BINARY || p.word === K.DEFAULT ? p.takeName() : p.charsetName();
}

/** CHAR(n, … [USING charset]) */
export function char(p: Parser): Expr {
  p.next();
  p.expect(T.LParen);
  const exprs = parseExprList(p);
  const charset = p.acceptWord(K.USING) ? charsetName(p) : '';
  p.expect(T.RParen);
  return { kind: 'CharExpr', exprs, charset };
}

export function currentUser(p: Parser): Expr {
  p.next();
  if (p.accept(T.LParen)) p.expect(T.RParen);
  return { kind: 'FuncExpr', qualifier: '', name: 'current_user', args: [] };
}

export function exists(p: Parser): Expr {
  p.next();
  return { kind: 'ExistsExpr', subquery: parseSubquery(p) };
}

/** ROW(a, b …) is the tuple (a, b …). */
export function row(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.next();
  const tuple = parseListOrSubquery(p);
  return tuple.kind === 'ValTuple' && tuple.exprs.length > 1 ? tuple : p.fail();
}

export function jsonValue(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const doc = parseExpr(p);
  p.expect(T.Comma);
  const path = parseExpr(p);
  const returning = p.acceptWord(K.RETURNING) ? parseConvertType(p) : null;
  const { onEmpty, onError } = parseOnEmptyOnError(p);
  p.expect(T.RParen);
  return { kind: 'JsonValueExpr', doc, path, returning, onEmpty, onError };
}

/** [NULL | ERROR | DEFAULT value ON EMPTY] [… ON ERROR], of which JSON_TABLE takes the second first, too. */
export function parseOnEmptyOnError(
  p: Parser,
  anyOrder = false,
): {
  readonly onEmpty: JsonResponse | null;
  readonly onError: JsonResponse | null;
} {
  let onEmpty: JsonResponse | null = null;
  let onError: JsonResponse | null = null;
  while (
    (onError === null || (anyOrder && onEmpty === null)) &&
    (p.word === K.NULL || p.word === K.ERROR || p.word === K.DEFAULT)
  ) {
    const type = p.expectOneOf('NULL', 'ERROR', 'DEFAULT');
    const response: JsonResponse = { kind: 'JsonResponse', type, value: type === 'default' ? parseExpr(p) : null };
    p.expectWord(K.ON);
    if (onError === null && p.acceptWord(K.ERROR)) onError = response;
    else if (onEmpty === null && p.acceptWord(K.EMPTY)) onEmpty = response;
    else p.fail();
  }
  return { onEmpty, onError };
}

/** MATCH (a, b) AGAINST (expr mode); the first parentheses may be missing. */
export function match(p: Parser): Expr {
  p.next();
  const parens = p.accept(T.LParen);
  const columns: ColName[] = [parseColName(p)];
  while (p.accept(T.Comma)) columns.push(parseColName(p));
  if (parens) p.expect(T.RParen);
  p.expectWord(K.AGAINST);
  p.expect(T.LParen);
  const expr = parseExpr(p, Level.BitOr);
  const mode = matchMode(p);
  p.expect(T.RParen);
  return { kind: 'MatchExpr', columns, expr, mode };
}

function matchMode(p: Parser): MatchMode {
  if (p.acceptWord(K.IN)) {
    if (p.acceptWord(K.BOOLEAN)) {
      p.expectWord(K.MODE);
      return ' in boolean mode';
    }
    p.expectWord(K.NATURAL);
    p.expectWord(K.LANGUAGE);
    p.expectWord(K.MODE);
    return withExpansion(p) ? ' in natural language mode with query expansion' : ' in natural language mode';
  }
  return withExpansion(p) ? ' with query expansion' : '';
}

function withExpansion(p: Parser): boolean {
  if (!p.acceptWords(K.WITH, K.QUERY)) return false;
  p.expectWord(K.EXPANSION);
  return true;
}

/** SUBSTRING(s, from, n), SUBSTRING(s FROM from FOR n): the ordinary function substr(s, from, n). */
export function substring(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const args = [parseExpr(p)];
  if (p.acceptWord(K.FROM)) {
    args.push(parseExpr(p));
    if (p.acceptWord(K.FOR)) args.push(parseExpr(p));
  } else {
    p.expect(T.Comma);
    args.push(parseExpr(p));
    if (p.accept(T.Comma)) args.push(parseExpr(p));
  }
  p.expect(T.RParen);
  return { kind: 'FuncExpr', qualifier: '', name: 'substr', args };
}

/** POSITION(a IN b) is locate(a, b). */
export function position(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const needle = parseExpr(p, Level.BitOr);
  p.expectWord(K.IN);
  const text = parseExpr(p);
  p.expect(T.RParen);
  return { kind: 'FuncExpr', qualifier: '', name: 'locate', args: [needle, text] };
}

/** TRIM([BOTH | LEADING | TRAILING] [chars] FROM s), TRIM(s) */
export function trim(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const direction = p.acceptOneOf('BOTH', 'LEADING', 'TRAILING') ?? '';
  let chars: Expr | null = null;
  let expr: Expr;
  if (direction !== '' && p.acceptWord(K.FROM)) expr = parseExpr(p);
  else {
    expr = parseExpr(p);
    if (direction !== '' || p.word === K.FROM) {
      p.expectWord(K.FROM);
      chars = expr;
      expr = parseExpr(p);
    }
  }
  p.expect(T.RParen);
  return { kind: 'TrimExpr', direction, chars, expr };
}

export function weightString(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const expr = parseExpr(p);
  if (p.acceptWord(K.AS)) {
    if (p.word !== K.CHAR && p.word !== K.BINARY) p.fail();
    const as = parseConvertType(p);
    p.expect(T.RParen);
    return { kind: 'WeightStringExpr', expr, as };
  }
  const levels: string[] = [];
  while (levels.length < 3 && (levels.length > 0 || p.is(T.Comma))) {
    p.expect(T.Comma);
    levels.push(p.integer());
  }
  p.expect(T.RParen);
  return { kind: 'WeightStringExpr', expr, as: null, ...(levels.length > 0 ? { levels } : {}) };
}

/** MariaDB: NEXT VALUE FOR s, PREVIOUS VALUE FOR s */
export function sequenceValue(p: Parser): Expr | undefined {
  if (p.options.flavor !== 'mariadb' || p.peekWord() !== K.VALUE || p.peekWord(2) !== K.FOR) return undefined;
  const which = keywordLower[p.word] as 'next' | 'previous';
  p.seek(p.i + 3);
  return { kind: 'SequenceValueExpr', which, sequence: parseTableName(p) };
}
