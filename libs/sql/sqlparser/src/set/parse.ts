import type { Statement } from '../ast/node.ts';
import type { Expr, Literal } from '../expr/nodes.ts';
import { parseExpr } from '../expr/parse.ts';
import { checkAssignable, parseUserVariable } from '../expr/parse-primary.ts';
import { K, keywordLower } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import type { SetExpr, SetScope } from './nodes.ts';

/** SET in every form; passwords, roles and resource groups are passed on. */
export function parseSet(p: Parser): Statement {
  const from = p.i;
  p.next();
  const comments = p.comments();
  if (atAccount(p)) return passOn(p, 'account', from);
  if (p.options.flavor === 'mariadb' && p.word === K.STATEMENT) return parseSetFor(p);
  const exprs: SetExpr[] = parseTransaction(p, '') ?? parseItem(p);
  while (p.accept(T.Comma)) exprs.push(...parseItem(p));
  return { kind: 'SetStatement', comments, exprs };
}

/** SET PASSWORD, ROLE, DEFAULT ROLE and RESOURCE GROUP; a variable of such a name has an `=` behind it. */
function atAccount(p: Parser): boolean {
  const next = p.peekKind();
  const assigned = next === T.Eq || next === T.Assign;
  switch (p.word) {
    case K.PASSWORD:
      // SET PASSWORD = '…' is not the variable of that name.
      return true;
    case K.ROLE:
      return !assigned && next !== T.Eof;
    case K.DEFAULT:
      return p.peekWord() === K.ROLE;
    case K.RESOURCE:
      return p.peekWord() === K.GROUP;
    default:
      return false;
  }
}

function parseSetFor(p: Parser): Statement {
  p.next();
  const exprs = parseItem(p);
  while (p.accept(T.Comma)) exprs.push(...parseItem(p));
  p.expectWord(K.FOR);
  p.enter();
  const statement = p.statement();
  p.leave();
  return { kind: 'SetFor', exprs, statement };
}

const scopes: Readonly<Record<number, SetScope>> = {
  [K.GLOBAL]: 'global',
  [K.LOCAL]: 'session',
  [K.PERSIST]: 'persist',
  [K.PERSIST_ONLY]: 'persist_only',
  [K.SESSION]: 'session',
  [K.VITESS_METADATA]: 'vitess_metadata',
};

/** Variables for which @@name and @@session.name are not the same: the former is for one transaction. */
const nextOnly = new Set(['transaction_isolation', 'transaction_read_only', 'tx_isolation', 'tx_read_only']);

function parseItem(p: Parser): SetExpr[] {
  if (p.kind === T.UserVar) return [parseUser(p)];
  if (p.kind === T.AtAt) return [parseSystem(p)];
  if (p.word === K.NAMES && !assigns(p)) return [parseNames(p)];
  if (p.word === K.CHARSET || (p.word === K.CHARACTER && p.peekWord() === K.SET) || p.word === K.CHAR) {
    if (!assigns(p)) return [parseCharset(p)];
  }
  const scope = p.word === 0 ? undefined : scopes[p.word];
  if (scope !== undefined && p.word !== K.VITESS_METADATA && !assigns(p) && p.peekKind() !== T.Dot) {
    p.next();
    return parseTransaction(p, scope) ?? [named(p, scope, parseDotted(p))];
  }
  return [named(p, '', parseDotted(p))];
}

function parseUser(p: Parser): SetExpr {
  const { name } = parseUserVariable(p);
  if (assignsNow(p)) checkAssignable(p, name);
  return assigned(p, 'user', name);
}

/** Is the word at the cursor what is set, and no keyword? */
function assigns(p: Parser): boolean {
  const next = p.peekKind();
  return next === T.Eq || next === T.Assign;
}

function assignsNow(p: Parser): boolean {
  return p.kind === T.Eq || p.kind === T.Assign;
}

/** @@name, @@scope.name */
function parseSystem(p: Parser): SetExpr {
  p.next();
  const scope = p.kind === T.Word && p.peekKind() === T.Dot ? scopes[p.word] : undefined;
  if (scope !== undefined) p.seek(p.i + 2);
  const name = parseDotted(p);
  if (scope === 'session') return named(p, scope, name);
  return assigned(p, scope ?? 'session', name);
}

/** A variable whose scope was given by a word. */
function named(p: Parser, scope: SetScope, name: string): SetExpr {
  const differs = scope === 'session' && nextOnly.has(name.toLowerCase());
  return assigned(p, differs ? '@@session' : scope, name);
}

function parseDotted(p: Parser): string {
  // A variable may be called as what is a function's keyword elsewhere.
  let name = p.name();
  while (p.accept(T.Dot)) name += `.${p.anyName()}`;
  return name;
}

function assigned(p: Parser, scope: SetScope, name: string): SetExpr {
  if (!p.accept(T.Assign)) p.expect(T.Eq);
  return { kind: 'SetExpr', scope, name, expr: scope === 'user' ? parseExpr(p) : parseValue(p), collate: '' };
}

/** ON, OFF and words that stand for themselves, else an expression. */
function parseValue(p: Parser): Expr {
  const next = p.peekKind();
  const lone =
    next === T.Comma || next === T.Eof || next === T.Semicolon || (next === T.Word && p.peekWord() === K.FOR);
  if (p.kind === T.Word && lone) {
    switch (p.word) {
      case K.ON:
      case K.OFF:
        return text(keywordLower[p.word]!, p);
      case K.ALL:
      case K.BINARY:
      case K.ROW:
      case K.SYSTEM:
        return { kind: 'ColName', name: p.takeName(), qualifier: null };
    }
  }
  return parseExpr(p);
}

function text(value: string, p: Parser): Literal {
  p.next();
  return { kind: 'Literal', type: 'String', value };
}

/** MariaDB: COLLATE DEFAULT, which is what it would be anyhow. */
function acceptDefault(p: Parser): boolean {
  return p.options.flavor === 'mariadb' && p.acceptWord(K.DEFAULT);
}

/** NAMES charset [COLLATE collation] */
function parseNames(p: Parser): SetExpr {
  p.next();
  const expr = parseCharsetName(p);
  const collate = p.acceptWord(K.COLLATE) && !acceptDefault(p) ? p.nameOrString() : '';
  if (collate !== '' && expr.kind === 'Default') p.fail();
  return { kind: 'SetExpr', scope: 'names', name: '', expr, collate };
}

function parseCharset(p: Parser): SetExpr {
  if (p.word === K.CHARSET) p.next();
  else {
    p.next();
    p.expectWord(K.SET);
  }
  return { kind: 'SetExpr', scope: 'charset', name: '', expr: parseCharsetName(p), collate: '' };
}

/** A charset as a string, or DEFAULT. */
function parseCharsetName(p: Parser): Expr {
  if (p.acceptWord(K.DEFAULT)) return { kind: 'Default', column: null };
  const value = p.word === K.BINARY ? p.takeName().toLowerCase() : p.nameOrString();
  return { kind: 'Literal', type: 'String', value };
}

/** TRANSACTION ISOLATION LEVEL … | READ ONLY | READ WRITE, or undefined when something else is next. */
function parseTransaction(p: Parser, scope: '' | SetScope): SetExpr[] | undefined {
  if (p.word !== K.TRANSACTION || assigns(p)) return undefined;
  p.next();
  // Without a scope it is for the next transaction alone, as @@name is.
  const of: SetScope = scope === '' ? 'session' : scope === 'session' ? '@@session' : scope;
  const exprs = [parseCharacteristic(p, of)];
  if (p.accept(T.Comma)) {
    exprs.push(parseCharacteristic(p, of));
    if (exprs[0]!.name === exprs[1]!.name) p.fail();
  }
  return exprs;
}

function parseCharacteristic(p: Parser, scope: SetScope): SetExpr {
  if (p.acceptWord(K.READ)) {
    const value = p.expectOneOf('ONLY', 'WRITE') === 'only' ? 'on' : 'off';
    return characteristic(scope, 'transaction_read_only', value);
  }
  p.expectWord(K.ISOLATION);
  p.expectWord(K.LEVEL);
  return characteristic(scope, 'transaction_isolation', parseLevel(p));
}

function parseLevel(p: Parser): string {
  if (p.acceptWord(K.SERIALIZABLE)) return 'serializable';
  if (p.acceptWord(K.REPEATABLE)) {
    p.expectWord(K.READ);
    return 'repeatable-read';
  }
  p.expectWord(K.READ);
  return `read-${p.expectOneOf('COMMITTED', 'UNCOMMITTED')}`;
}

function characteristic(scope: SetScope, name: string, value: string): SetExpr {
  return { kind: 'SetExpr', scope, name, expr: { kind: 'Literal', type: 'String', value }, collate: '' };
}
