import type { Statement } from '../ast/node.ts';
import type { Expr, Variable } from '../expr/nodes.ts';
import { parseExpr, parseExprList } from '../expr/parse.ts';
import { parseString, parseUserVariable } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import { parseTableName } from '../table/parse-name.ts';

/** KILL [CONNECTION | QUERY] id */
export function parseKill(p: Parser): Statement {
  const from = p.i;
  p.next();
  const { word } = p;
  const next = word === K.QUERY || word === K.CONNECTION ? p.peekWord() : word;
  if (p.options.flavor === 'mariadb' && (next === K.USER || /^(?:hard|soft)$/i.test(p.raw) || isQueryId(p))) {
    return passOn(p, 'account', from);
  }
  const type = p.acceptOneOf('CONNECTION', 'QUERY') ?? 'connection';
  return { kind: 'Kill', type, id: parseExpr(p) };
}

/** KILL QUERY ID n: ID is no word of the expression that is a thread's number. */
function isQueryId(p: Parser): boolean {
  const id = p.i + 1;
  if (p.word !== K.QUERY || (p.peekKind(2) !== T.Int && p.peekKind(2) !== T.Bind)) return false;
  const { i } = p;
  p.seek(id);
  const found = /^id$/i.test(p.raw);
  p.seek(i);
  return found;
}

/** CALL procedure [(arguments)] */
export function parseCall(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const name = parseTableName(p);
  let params: readonly Expr[] = [];
  if (p.accept(T.LParen)) {
    if (p.kind !== T.RParen) params = parseExprList(p);
    p.expect(T.RParen);
  }
  return { kind: 'CallProc', comments, name, params };
}

export function parseDo(p: Parser): Statement {
  p.next();
  const exprs = [parseDone(p)];
  while (p.accept(T.Comma)) exprs.push(parseDone(p));
  return { kind: 'Do', exprs };
}

/** An expression of DO; names for it are allowed and mean nothing. */
function parseDone(p: Parser): Expr {
  const expr = parseExpr(p);
  if (p.acceptWord(K.AS)) p.nameOrString();
  else if (p.kind === T.Quoted || (p.kind === T.Word && p.isName())) p.name();
  return expr;
}

/** PREPARE name FROM 'text' | @variable */
export function parsePrepare(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const name = p.name();
  p.expectWord(K.FROM);
  if (p.kind === T.String) return { kind: 'Prepare', comments, name, statement: parseString(p) };
  if (p.options.flavor === 'mariadb') return { kind: 'Prepare', comments, name, statement: parseExpr(p) };
  return { kind: 'Prepare', comments, name, statement: parseVariable(p) };
}

function parseVariable(p: Parser): Variable {
  return parseUserVariable(p);
}

/** EXECUTE name [USING @a, …]; MariaDB: EXECUTE IMMEDIATE text. */
export function parseExecute(p: Parser): Statement {
  const from = p.i;
  p.next();
  const comments = p.comments();
  if (p.options.flavor === 'mariadb' && p.word === K.IMMEDIATE) return passOn(p, 'execute immediate', from);
  const name = p.name();
  const using: Variable[] = [];
  if (p.acceptWord(K.USING)) {
    do using.push(parseVariable(p));
    while (p.accept(T.Comma));
  }
  return { kind: 'Execute', comments, name, using };
}

/** DEALLOCATE PREPARE name */
export function parseDeallocate(p: Parser): Statement {
  p.next();
  return parseDropPrepare(p, p.comments());
}

/** PREPARE name, after DEALLOCATE or DROP. */
export function parseDropPrepare(p: Parser, comments: readonly string[]): Statement {
  p.expectWord(K.PREPARE);
  return { kind: 'Deallocate', comments, name: p.name() };
}
