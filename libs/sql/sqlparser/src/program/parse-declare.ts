import type { Statement } from '../ast/node.ts';
import { parseCharsetName } from '../create-table/parse-column-type.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseInnerQuery } from '../query/parse.ts';
import type { DeclareHandler, HandlerCondition } from './nodes.ts';
import { parseBodyStatement } from './parse-body.ts';
import { parseFields, parseProgramType } from './parse-type.ts';

/** DECLARE of variables, a condition, a cursor or a handler. */
export function parseDeclare(p: Parser): Statement {
  p.next();
  if (p.peekWord() === K.HANDLER) {
    const action = p.acceptOneOf('CONTINUE', 'EXIT', 'UNDO');
    if (action !== undefined) return parseHandler(p, action);
  }
  const names = [p.name()];
  if (p.acceptWord(K.CONDITION)) {
    p.expectWord(K.FOR);
    const value = parseCondition(p);
    if (value.type !== 'error' && value.type !== 'sqlstate') p.fail();
    return { kind: 'DeclareCondition', name: names[0]!, value };
  }
  if (p.acceptWord(K.CURSOR)) {
    const params =
      p.options.flavor === 'mariadb' && p.is(T.LParen) && p.peekKind() !== T.RParen ? parseFields(p) : undefined;
    p.expectWord(K.FOR);
    if (params !== undefined) return { kind: 'DeclareCursor', name: names[0]!, params, select: parseInnerQuery(p) };
    return { kind: 'DeclareCursor', name: names[0]!, select: parseInnerQuery(p) };
  }
  while (p.accept(T.Comma)) names.push(p.name());
  const type = parseProgramType(p);
  const collate = parseCollate(p);
  const value = p.acceptWord(K.DEFAULT) ? parseExpr(p) : null;
  return { kind: 'DeclareVariables', names, type, collate, default: value };
}

/** COLLATE name, or ''. */
export function parseCollate(p: Parser): string {
  return p.acceptWord(K.COLLATE) ? parseCharsetName(p) : '';
}

function parseHandler(p: Parser, action: DeclareHandler['action']): DeclareHandler {
  p.expectWord(K.HANDLER);
  p.expectWord(K.FOR);
  const conditions = [parseCondition(p)];
  while (p.accept(T.Comma)) conditions.push(parseCondition(p));
  return { kind: 'DeclareHandler', action, conditions, body: parseBodyStatement(p) };
}

/** 1062, SQLSTATE [VALUE] '23000', SQLWARNING, NOT FOUND, SQLEXCEPTION, or a declared name. */
export function parseCondition(p: Parser): HandlerCondition {
  if (p.kind === T.Int) return condition('error', p.integer());
  if (p.acceptWord(K.SQLSTATE)) {
    p.acceptWord(K.VALUE);
    return condition('sqlstate', p.string());
  }
  if (p.acceptWord(K.NOT)) {
    p.expectWord(K.FOUND);
    return condition('not found', '');
  }
  const word = p.acceptOneOf('SQLWARNING', 'SQLEXCEPTION');
  return word === undefined ? condition('name', p.name()) : condition(word, '');
}

function condition(type: HandlerCondition['type'], value: string): HandlerCondition {
  return { kind: 'HandlerCondition', type, value };
}
