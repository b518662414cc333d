import { K, keywordLower } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import { SqlMode } from '../options.ts';
import type { Parser } from '../parser/parser.ts';
import type { Subquery } from '../query/nodes.ts';
import { atQuery, continuesQuery, parseInnerQuery, parseInnerQueryAfter } from '../query/parse.ts';
import type { ColName, Expr, Literal, LiteralType, ValTuple, Variable, VariableScope } from './nodes.ts';
import { Level } from './operators.ts';
import { parseExpr, parseOperators } from './parse.ts';
import { aggregateOf, collect, orderedSetFunction } from './parse-aggregate.ts';
import { parseCall, parseQuotedCall, reservedFunctions } from './parse-function.ts';
import { specialForms } from './special-forms.ts';

const ER_ILLEGAL_USER_VAR = 3061;

/** Reads an operand: a literal, name, call or parenthesis, with the unary operators before it. */
export function parsePrefix(p: Parser, level: number): Expr {
  switch (p.kind) {
    case T.Word:
      return parseWord(p, level);
    case T.Int:
      return number(p, 'Int');
    case T.String:
      return parseText(p);
    case T.Quoted:
      return parseName(p);
    case T.Bind:
      return parseBind(p);
    case T.Placeholder:
      p.next();
      return argument(`v${++p.placeholders}`);
    case T.LParen:
      return parseParens(p);
    case T.Decimal:
      return number(p, 'Decimal');
    case T.Float:
      return number(p, 'Float');
    case T.Minus:
    case T.Plus:
    case T.Tilde:
    case T.Bang:
      return parseUnary(p);
    default:
      return parseRarePrefix(p);
  }
}

function parseRarePrefix(p: Parser): Expr {
  switch (p.kind) {
    case T.UserVar:
      return parseVariableOrAssignment(p);
    case T.AtAt:
      return parseSystemVariable(p);
    case T.NString:
      return literal(p, 'NString', joinStrings(p, p.string()));
    case T.HexNum:
      return number(p, 'HexNum');
    case T.BitNum:
      return number(p, 'BitNum');
    case T.HexString:
      return prefixed(p, 'HexString', '');
    case T.BitString:
      return prefixed(p, 'BitNum', '0b');
    case T.ListBind: {
      const name = p.raw.slice(2);
      p.next();
      return { kind: 'ListArg', name };
    }
    case T.LBrace:
      return parseOdbc(p);
    default:
      return p.fail();
  }
}

/** A literal whose last token was just taken. */
export function literal(p: Parser, type: LiteralType, value: string): Literal {
  const made: Literal = { kind: 'Literal', type, value };
  if (p.literals !== undefined) p.literals.push({ literal: made, end: p.previousEnd });
  return made;
}

function number(p: Parser, type: LiteralType): Literal {
  const value = p.raw;
  p.next();
  return literal(p, type, value);
}

/** X'1F' and B'01': the digits between the quotes. */
function prefixed(p: Parser, type: LiteralType, prefix: string): Literal {
  const value = prefix + p.raw.slice(2, -1);
  p.next();
  return literal(p, type, value);
}

/** Neighbouring string literals are one. */
function joinStrings(p: Parser, first: string): string {
  if (p.kind !== T.String) return first;
  const parts = [first];
  while (p.kind === T.String) parts.push(p.string());
  return parts.join('');
}

function parseText(p: Parser): Expr {
  const text = parseString(p);
  if (text.value !== '' || (p.options.sqlMode & SqlMode.EmptyStringIsNull) === 0) return text;
  // No literal that could be given another value.
  p.literals?.pop();
  return { kind: 'NullVal' };
}

export function parseString(p: Parser): Literal {
  return literal(p, 'String', joinStrings(p, p.string()));
}

function argument(name: string): Expr {
  return { kind: 'Argument', name, type: '', size: 0, scale: 0 };
}

function parseBind(p: Parser): Expr {
  const name = p.raw.slice(1);
  p.next();
  return argument(name);
}

function parseUnary(p: Parser): Expr {
  const kind = p.kind;
  p.next();
  const expr = parseExpr(p, Level.Unary);
  if (kind === T.Plus && expr.kind === 'Literal' && expr.type === 'Int') return expr;
  const operator = kind === T.Minus ? '-' : kind === T.Plus ? '+' : kind === T.Tilde ? '~' : '!';
  return { kind: 'UnaryExpr', operator, expr };
}

/** A word: NOT, a special form, an introducer, a call or a name. */
function parseWord(p: Parser, level: number): Expr {
  const word = p.word;
  if (word !== 0) {
    if (word === K.NOT) return parseNot(p, level);
    const special = specialForms[word];
    const expr = special?.(p);
    if (expr !== undefined) return expr;
    if (keywordLower[word]!.startsWith('_')) {
      const introduced = parseIntroducer(p);
      if (introduced !== undefined) return introduced;
    }
  }
  const next = p.peekKind();
  if (next === T.LParen) return (p.options.flavor === 'mariadb' ? orderedSetFunction(p) : collect(p)) ?? parseCall(p);
  if (p.reserved[word] === 1) {
    // As in MySQL, what is wrong with a lone function name is what follows it.
    if (reservedFunctions.has(word) || specialForms[word] !== undefined) p.next();
    p.fail();
  }
  return rownum(p, next) ?? parseName(p);
}

/** ROWNUM, which needs no parentheses in sql_mode ORACLE. */
function rownum(p: Parser, next: number): Expr | undefined {
  const isIt = (p.options.sqlMode & SqlMode.Oracle) !== 0 && next !== T.Dot && p.raw.toLowerCase() === 'rownum';
  if (!isIt) return undefined;
  p.next();
  return { kind: 'FuncExpr', qualifier: '', name: 'rownum', args: [] };
}

function parseNot(p: Parser, level: number): Expr {
  const high = (p.options.sqlMode & SqlMode.HighNotPrecedence) !== 0;
  if (!high && level > Level.Not) p.fail();
  p.next();
  if (high) return { kind: 'UnaryExpr', operator: '!', expr: parseExpr(p, Level.Unary) };
  return { kind: 'NotExpr', expr: parseExpr(p, Level.Not) };
}

function parseIntroducer(p: Parser): Expr | undefined {
  const kind = p.peekKind();
  if (kind !== T.String && kind !== T.HexNum && kind !== T.HexString && kind !== T.BitNum && kind !== T.BitString) {
    return undefined;
  }
  const charset = keywordLower[p.word]!.slice(1);
  p.next();
  const expr = parsePrefix(p, Level.Collate);
  return { kind: 'IntroducerExpr', charset: charset === 'utf8' ? 'utf8mb3' : charset, expr };
}

/** A column, with up to two qualifiers; or a function of a database: db.f(…), or one whose name is quoted: `f`(…). */
function parseName(p: Parser): Expr {
  const { i } = p;
  const first = p.takeName();
  if (p.kind === T.LParen) {
    if (first.toLowerCase() !== 'any_value') return parseQuotedCall(p, first);
    p.seek(i);
    return aggregateOf(p, 'any_value');
  }
  if (!p.accept(T.Dot)) return { kind: 'ColName', name: first, qualifier: null };
  const second = p.anyName();
  if (p.kind === T.LParen) return parseCall(p, first, second);
  if (!p.accept(T.Dot)) return { kind: 'ColName', name: second, qualifier: tableName(first, '') };
  return { kind: 'ColName', name: p.anyName(), qualifier: tableName(second, first) };
}

function tableName(name: string, qualifier: string): ColName['qualifier'] {
  return { kind: 'TableName', name, qualifier };
}

/** A column name where only that can stand. */
export function parseColName(p: Parser): ColName {
  if (!p.isName()) p.fail();
  const expr = parseName(p);
  return expr.kind === 'ColName' ? expr : p.fail();
}

/** @name; a lone @ is the variable without a name, which can be read and is always NULL. */
export function parseUserVariable(p: Parser): Variable {
  return { kind: 'Variable', scope: 'user', name: p.userVar() };
}

/** An assignment may be the operand of any operator; all that follows it is its value. */
function parseVariableOrAssignment(p: Parser): Expr {
  const left = parseUserVariable(p);
  if (p.kind !== T.Assign) return left;
  checkAssignable(p, left.name);
  p.next();
  return { kind: 'AssignmentExpr', left, right: parseExpr(p) };
}

/** Refuses, as the server does, to assign to the variable without a name. */
export function checkAssignable(p: Parser, name: string): void {
  if (name === '') throw p.refusal(ER_ILLEGAL_USER_VAR, '42000', "User variable name '' is illegal");
}

const scopes: Readonly<Record<number, VariableScope>> = {
  [K.GLOBAL]: 'global',
  [K.LOCAL]: 'local',
  [K.PERSIST]: 'persist',
  [K.PERSIST_ONLY]: 'persist_only',
  [K.SESSION]: 'session',
  [K.VITESS_METADATA]: 'vitess_metadata',
};

/** @@name, @@scope.name, @@component.name, @@scope.component.name */
export function parseSystemVariable(p: Parser): Variable {
  p.expect(T.AtAt);
  const scope = p.kind === T.Word && p.peekKind() === T.Dot ? scopes[p.word] : undefined;
  if (scope !== undefined) p.seek(p.i + 2);
  let name = p.anyName();
  while (p.accept(T.Dot)) name += `.${p.anyName()}`;
  return { kind: 'Variable', scope: scope ?? '', name };
}

/** (expr), (expr, expr …) or (query); redundant parentheses leave no trace. */
function parseParens(p: Parser): Expr {
  // What tools write, `((((a or b) or c) or d)`, may be thousands deep and is a flat list: it takes no call for each parenthesis.
  let outer = 0;
  for (; p.peekKind() === T.LParen; outer++) p.next();
  p.next();
  let expr = atQuery(p) ? finishSubquery(p) : finishParens(p, parseExpr(p));
  for (; outer > 0; outer--) expr = finishParens(p, parseOperators(p, expr));
  return expr;
}

/** Reads on after the first expression in a parenthesis. */
function finishParens(p: Parser, first: Expr): Expr {
  if (first.kind === 'Subquery' && continuesQuery(p)) {
    const select = parseInnerQueryAfter(p, first.select);
    p.expect(T.RParen);
    return { kind: 'Subquery', select };
  }
  if (p.kind === T.Comma) return finishTuple(p, first);
  p.expect(T.RParen);
  return first;
}

function finishTuple(p: Parser, first: Expr): ValTuple {
  const exprs = [first];
  while (p.accept(T.Comma)) exprs.push(parseExpr(p));
  p.expect(T.RParen);
  return { kind: 'ValTuple', exprs };
}

function finishSubquery(p: Parser): Subquery {
  const select = parseInnerQuery(p);
  p.expect(T.RParen);
  return { kind: 'Subquery', select };
}

/** (query), which must be next. */
export function parseSubquery(p: Parser): Subquery {
  if (p.kind !== T.LParen) p.fail();
  const expr = parseParens(p);
  return expr.kind === 'Subquery' ? expr : p.fail();
}

/** (a, b …) as a list, even of one; or (query). */
export function parseListOrSubquery(p: Parser): Subquery | ValTuple {
  p.expect(T.LParen);
  if (atQuery(p)) return finishSubquery(p);
  const first = parseExpr(p);
  if (first.kind === 'Subquery' && p.kind !== T.Comma) {
    const select = continuesQuery(p) ? parseInnerQueryAfter(p, first.select) : first.select;
    p.expect(T.RParen);
    return { kind: 'Subquery', select };
  }
  return finishTuple(p, first);
}

const odbcLiterals: Readonly<Record<number, LiteralType>> = { [K.D]: 'Date', [K.T]: 'Time', [K.TS]: 'Timestamp' };

/** ODBC escapes: {d '…'}, {t '…'}, {ts '…'}; any other {word expr} is the expression alone. */
function parseOdbc(p: Parser): Expr {
  p.next();
  const type = odbcLiterals[p.word];
  p.name();
  const expr = type !== undefined && p.kind === T.String ? literal(p, type, p.string()) : parseExpr(p);
  p.expect(T.RBrace);
  return expr;
}
