import { isReserved } from '../lexer/keywords.ts';
import { quoteName, quoteString } from '../lexer/strings.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { TableName } from '../table/nodes.ts';
import type { PassedOn, PassedOnCommand } from './nodes.ts';

/**
 * Keeps everything from token `from` to the end of the statement as text. Parentheses must match; nothing else is checked.
 * INVARIANT: the text reads back as the same tokens in any sql_mode, so strings and names are written in canonical quotes.
 */
export function passOn(p: Parser, command: PassedOnCommand, from: number, tables: readonly TableName[] = []): PassedOn {
  return collect(p, command, from, tables, false);
}

/** As `passOn`, for what has statements in it: to the end of the text. */
export function passOnAll(p: Parser, command: PassedOnCommand, from: number): PassedOn {
  return collect(p, command, from, [], false, true);
}

/** As `passOn`, for statements without names: every word is written in lower case. */
export function passOnWords(p: Parser, command: PassedOnCommand, from: number): PassedOn {
  return collect(p, command, from, [], true);
}

function collect(
  p: Parser,
  command: PassedOnCommand,
  from: number,
  tables: readonly TableName[],
  lower: boolean,
  all = false,
): PassedOn {
  p.seek(from);
  const parts: string[] = [''];
  let parens = 0;
  let end = p.start;
  while (all ? !p.is(T.Eof) && !(p.is(T.Semicolon) && p.peekKind() === T.Eof) : !p.atEnd()) {
    if (p.is(T.LParen)) parens++;
    if (p.is(T.RParen) && --parens < 0) p.fail();
    // Two minuses that touch could begin a comment where the text ends.
    const minuses = p.is(T.Minus) && parts[parts.length - 1]!.endsWith('-');
    if (p.start > end || minuses) parts[parts.length - 1] += ' ';
    end = p.end;
    if (isLiteral(p.kind)) parts.push(literalText(p), '');
    else parts[parts.length - 1] += p.is(T.Word) && (lower || p.i === from) ? p.takeName().toLowerCase() : plainText(p);
  }
  if (parens > 0 || p.is(T.Bad)) p.fail();
  return { kind: 'PassedOn', command, parts, tables };
}

function isLiteral(kind: number): boolean {
  return kind >= T.String && kind <= T.BitString;
}

function literalText(p: Parser): string {
  if (p.is(T.String)) return quoteString(p.string());
  if (p.is(T.NString)) return `N${quoteString(p.string())}`;
  const { raw } = p;
  p.next();
  return raw;
}

function plainText(p: Parser): string {
  if (p.is(T.Bad)) p.fail();
  // A name keeps its quotes: without them it could join what it touches.
  if (p.is(T.Quoted)) return quoteName(p.takeName());
  if (p.is(T.UserVar)) return userText(p);
  // Behind a dot any word is a name.
  const reserved = p.is(T.Word) && isReserved[p.word] === 1 && p.peekKind(-1) !== T.Dot;
  const { raw } = p;
  p.next();
  return reserved ? raw.toLowerCase() : raw;
}

/** @host or @variable: quoted where it was, or where it must be. */
function userText(p: Parser): string {
  const { raw } = p;
  if (raw.length === 1 || !/^@['"`]/.test(raw)) {
    p.next();
    return raw;
  }
  const name = p.userVar();
  return raw[1] === '`' ? `@${quoteName(name)}` : `@${quoteString(name)}`;
}
