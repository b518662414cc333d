import type { IntroducerExpr } from '@vt/sqlparser';

/** Bytes that MySQL takes for no visible characters; 0xFE and 0xFF begin no character of UTF-8 and are read as U+DCFE and U+DCFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /^[\0-\x20\x7f\udcfe\udcff]+/;
/** A zero byte, or a byte that was not UTF-8. */
const END = /\0|(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** The name that MySQL gives a column which is a text: from its first visible character to where it is no text. */
export function literalName(value: string): string {
  const visible = value.replace(INVISIBLE, '');
  const end = visible.search(END);
  return end < 0 ? visible : visible.slice(0, end);
}

const BROKEN = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

/** The name of a column that is an expression, from how it was written. */
export function expressionName(text: string): string {
  const zero = text.indexOf('\0');
  return (zero < 0 ? text : text.slice(0, zero)).replace(BROKEN, '?');
}

const LONG_CHARACTER = /[\u{10000}-\u{10ffff}]/gu;

/** A name in utf8mb3, in which MySQL has all names. */
export function systemText(name: string): string {
  return name.replace(LONG_CHARACTER, '?');
}

const LATIN1 = new TextDecoder('windows-1252');
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_SEEN = /^[^\x21-\x7e]+/;

/** The name of a text with an introducer: its bytes as that character set reads them. Undefined: as any expression's. */
export function introducedName({ charset, expr }: IntroducerExpr): string | undefined {
  if (expr.kind !== 'Literal' || expr.type !== 'String') return undefined;
  switch (charset.toLowerCase()) {
    case 'utf8':
    case 'utf8mb3':
    case 'utf8mb4':
      return literalName(expr.value);
    case 'latin1':
      return literalName(LATIN1.decode(Buffer.from(expr.value)));
    case 'binary':
      return literalName(expr.value.replace(NOT_SEEN, ''));
    default:
      return undefined;
  }
}
