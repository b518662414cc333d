import { isReserved, K, keywordId } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';

/** Takes the word `upper` that is no keyword of the table, when it is next; for words that only MariaDB's DDL has. */
export function acceptText(p: Parser, upper: string): boolean {
  if (p.kind !== T.Word || p.raw.toUpperCase() !== upper) return false;
  p.next();
  return true;
}

/** IF NOT EXISTS, or nothing. */
export function acceptIfNotExists(p: Parser): boolean {
  if (!p.acceptWord(K.IF)) return false;
  p.expectWord(K.NOT);
  p.expectWord(K.EXISTS);
  return true;
}

/** IF EXISTS, or nothing. */
export function acceptIfExists(p: Parser): boolean {
  if (!p.acceptWord(K.IF)) return false;
  p.expectWord(K.EXISTS);
  return true;
}

/** IF NOT EXISTS where only MariaDB takes it. */
export function acceptMariadbIfNotExists(p: Parser): boolean {
  return p.options.flavor === 'mariadb' && acceptIfNotExists(p);
}

/** IF EXISTS where only MariaDB takes it. */
export function acceptMariadbIfExists(p: Parser): boolean {
  return p.options.flavor === 'mariadb' && acceptIfExists(p);
}

const plain = /^[\w$]*$/;
/** Reserved words that are such names nevertheless. */
const plainReserved = /^(binary|default|sql)$/i;

/** A name that is written without quotes, such as that of a charset; one that could not be is none that exists. */
export function plainName(p: Parser, name: string): string {
  const reserved = isReserved[keywordId(name)] === 1 && !plainReserved.test(name);
  return plain.test(name) && !reserved ? name : p.fail();
}

/** A name in quotes of any kind or none, reserved or not, as an engine's. */
export function engineOf(p: Parser): string {
  return p.kind === T.String ? p.string() : p.anyName();
}

/** An `=` that may be left out. */
export function acceptEquals(p: Parser): void {
  p.accept(T.Eq);
}

/** Is MariaDB's PACKAGE next? */
export function isPackage(p: Parser): boolean {
  return p.kind === T.Word && p.raw.toUpperCase() === 'PACKAGE';
}
