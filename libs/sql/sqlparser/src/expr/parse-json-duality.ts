import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { Expr, JsonDualityExpr, JsonDualityMember } from './nodes.ts';
import { parseExpr } from './parse.ts';

/** JSON_DUALITY_OBJECT([WITH (INSERT, UPDATE, DELETE)] 'key': value, …) */
export function jsonDualityObject(p: Parser): Expr | undefined {
  if (p.peekKind() !== T.LParen) return undefined;
  p.seek(p.i + 2);
  const allows = p.acceptWord(K.WITH) ? parseAllowed(p) : [];
  const members = [parseMember(p)];
  while (p.accept(T.Comma)) members.push(parseMember(p));
  p.expect(T.RParen);
  return { kind: 'JsonDualityExpr', allows, members };
}

function parseAllowed(p: Parser): JsonDualityExpr['allows'] {
  p.expect(T.LParen);
  const allows = [p.expectOneOf('DELETE', 'INSERT', 'UPDATE')];
  while (p.accept(T.Comma)) allows.push(p.expectOneOf('DELETE', 'INSERT', 'UPDATE'));
  p.expect(T.RParen);
  return allows;
}

function parseMember(p: Parser): JsonDualityMember {
  if (!p.is(T.String)) p.fail();
  const key = p.string();
  // `'key' :a` without a space reads as a bind variable.
  if (p.is(T.Bind)) p.splitBind();
  else p.expect(T.Colon);
  return { kind: 'JsonDualityMember', key, value: parseExpr(p) };
}
