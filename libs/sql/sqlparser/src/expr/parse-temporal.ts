import { K, keywordLower } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { Expr, IntervalDateExpr, LiteralType } from './nodes.ts';
import { Level } from './operators.ts';
import { parseExpr } from './parse.ts';
import { expectIntervalUnit, isIntervalFunction } from './parse-interval.ts';
import { literal } from './parse-primary.ts';

function typedLiteral(p: Parser, type: LiteralType): Expr | undefined {
  if (p.peekKind() !== T.String) return undefined;
  p.next();
  return literal(p, type, p.string());
}

/** DATE '…'; otherwise a column or function of that name. */
export function dateLiteral(p: Parser): Expr | undefined {
  return typedLiteral(p, 'Date');
}

export function timeLiteral(p: Parser): Expr | undefined {
  return typedLiteral(p, 'Time');
}

export function timestampLiteral(p: Parser): Expr | undefined {
  return typedLiteral(p, 'Timestamp');
}

/** CURRENT_TIMESTAMP, with or without parentheses. */
export function current(p: Parser): Expr {
  const name = keywordLower[p.word]!;
  p.next();
  let fsp = -1;
  if (p.accept(T.LParen)) {
    // A precision of nothing is the default, and the canonical text has neither.
    if (p.kind === T.Int) fsp = Number(p.integer()) || -1;
    p.expect(T.RParen);
  }
  return { kind: 'CurTimeFuncExpr', name, fsp };
}

/** NOW() and others that are names without their parentheses. */
export function currentCall(p: Parser): Expr | undefined {
  return p.peekKind() === T.LParen ? current(p) : undefined;
}

/** DATE_ADD(date, INTERVAL expr unit), ADDDATE(date, days) … */
export function dateFunction(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  const syntax = keywordLower[p.word] as IntervalDateExpr['syntax'];
  p.seek(p.i + 2);
  const date = parseExpr(p);
  p.expect(T.Comma);
  const days = syntax === 'adddate' || syntax === 'subdate';
  let expr: Expr;
  if (p.word === K.INTERVAL && !isIntervalFunction(p)) {
    p.next();
    const interval = parseExpr(p);
    expr = { kind: 'IntervalDateExpr', syntax, date, interval, unit: expectIntervalUnit(p) };
  } else {
    if (!days) p.fail();
    expr = { kind: 'IntervalDateExpr', syntax, date, interval: parseExpr(p), unit: '' };
  }
  p.expect(T.RParen);
  return expr;
}

/** INTERVAL expr unit + date; INTERVAL(n, …) is an ordinary function. */
export function interval(p: Parser): Expr | undefined {
  if (isIntervalFunction(p)) return undefined;
  p.next();
  const value = parseExpr(p);
  const unit = expectIntervalUnit(p);
  p.expect(T.Plus);
  return { kind: 'IntervalDateExpr', syntax: '+left', date: parseExpr(p, Level.Compare), interval: value, unit };
}

export function extract(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const unit = expectIntervalUnit(p);
  p.expectWord(K.FROM);
  const expr = parseExpr(p);
  p.expect(T.RParen);
  return { kind: 'ExtractExpr', unit, expr };
}

/** TIMESTAMPADD(unit, n, date), TIMESTAMPDIFF(unit, a, b) */
export function timestampFunction(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  const name = keywordLower[p.word] as 'timestampadd' | 'timestampdiff';
  p.seek(p.i + 2);
  const unit = expectIntervalUnit(p);
  p.expect(T.Comma);
  const left = parseExpr(p);
  p.expect(T.Comma);
  const right = parseExpr(p);
  p.expect(T.RParen);
  return { kind: 'TimestampFuncExpr', name, unit, left, right };
}

/** GET_FORMAT(DATE, 'USA') */
export function getFormat(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const type = p.expectOneOf('DATE', 'TIME', 'DATETIME', 'TIMESTAMP');
  p.expect(T.Comma);
  const expr = parseExpr(p);
  p.expect(T.RParen);
  return { kind: 'GetFormatExpr', type, expr };
}
