import type { Variable } from '../expr/nodes.ts';
import { parseExprList } from '../expr/parse.ts';
import { parseUserVariable } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { LocalVariable } from '../query/nodes.ts';
import type { CursorStatement, FetchGroup } from './nodes.ts';

/** OPEN c, FETCH [[NEXT] FROM] c INTO …, CLOSE c */
export function parseCursor(p: Parser): CursorStatement | FetchGroup {
  const action = p.expectOneOf('OPEN', 'FETCH', 'CLOSE');
  const mariadb = p.options.flavor === 'mariadb';
  if (mariadb && action === 'open' && p.peekKind() === T.LParen) return parseOpen(p);
  if (mariadb && action === 'fetch' && p.acceptWord(K.GROUP)) {
    p.expectWord(K.NEXT);
    p.expectWord(K.ROW);
    return { kind: 'FetchGroup' };
  }
  if (action !== 'fetch') return { kind: 'CursorStatement', action, cursor: p.name(), into: [] };
  if (p.word === K.NEXT && p.peekWord() === K.FROM) p.next();
  p.acceptWord(K.FROM);
  const cursor = p.name();
  p.expectWord(K.INTO);
  const into = [parseTarget(p)];
  while (p.accept(T.Comma)) into.push(parseTarget(p));
  return { kind: 'CursorStatement', action, cursor, into };
}

/** MariaDB: cursor (arguments), after OPEN. */
function parseOpen(p: Parser): CursorStatement {
  const cursor = p.name();
  p.next();
  const args = p.is(T.RParen) ? [] : parseExprList(p);
  p.expect(T.RParen);
  return { kind: 'CursorStatement', action: 'open', cursor, into: [], args };
}

/** A local variable or @user variable. */
export function parseTarget(p: Parser): LocalVariable | Variable {
  if (p.kind !== T.UserVar) return { kind: 'LocalVariable', name: p.name() };
  return parseUserVariable(p);
}
