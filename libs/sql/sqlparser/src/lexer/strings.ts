// Bodies of quoted strings: reading escapes, and writing them back in the one canonical form.

import { isWordPart } from './chars.ts';

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  // INVARIANT: \% and \_ keep their backslash; LIKE patterns depend on it.
  '%': '\\%',
  _: '\\_',
};

/** From here on texts are worked on as arrays of their units: blobs of many megabytes, all escapes, come this way. */
const LONG = 4_096;

const BACKSLASH = 0x5c;
const DOLLAR = 0x24;
const escapedUnits = new Uint16Array(128).map((_, unit) =>
  (escapes[String.fromCharCode(unit)] ?? '\uffff').charCodeAt(0),
);
const isLikeEscape = (unit: number): boolean => unit === 0x25 || unit === 0x5f;

const marks = {
  "'": { backslash: /\\([^]?)|'[^]?/g, plain: /'[^]?/g },
  '"': { backslash: /\\([^]?)|"[^]?/g, plain: /"[^]?/g },
} as const;

/** Value of the body of a string that was quoted by `quote`; `backslash` is false under NO_BACKSLASH_ESCAPES. */
export function unescapeString(body: string, quote: "'" | '"', backslash: boolean): string {
  if (body.length >= LONG) return unescapeLong(body, quote.charCodeAt(0), backslash);
  if (!backslash) return body.replace(marks[quote].plain, quote);
  return body.replace(marks[quote].backslash, (mark: string, next: string) =>
    mark[0] === quote ? quote : (escapes[next] ?? next),
  );
}

function unescapeLong(body: string, quote: number, backslash: boolean): string {
  const units = unitsOf(body);
  let n = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as number;
    if (unit === quote) i++;
    if (unit !== BACKSLASH || !backslash) {
      units[n++] = unit;
      continue;
    }
    if (++i === units.length) break;
    const next = units[i] as number;
    const escaped = next < 128 ? (escapedUnits[next] as number) : 0xffff;
    if (isLikeEscape(next)) {
      units[n++] = BACKSLASH;
      units[n++] = next;
    } else units[n++] = escaped === 0xffff ? next : escaped;
  }
  return textOf(units, n);
}

function unitsOf(text: string): Uint16Array {
  const bytes = Buffer.from(text, 'utf16le');
  return bytes.byteOffset % 2 === 0
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, text.length)
    : new Uint16Array(Uint8Array.from(bytes).buffer);
}

function textOf(units: Uint16Array, length: number): string {
  return Buffer.from(units.buffer, units.byteOffset, 2 * length).toString('utf16le');
}

// \% and \_ stand for themselves and are written back as they came.
const toEscape = /[\0\b\n\r\t\x1a']|\\(?![%_])/g;

const written: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x1a': '\\Z',
  "'": "\\'",
  '\\': '\\\\',
};

/** 'value' with escapes, as the server's default sql_mode reads it. */
export function quoteString(value: string): string {
  if (value.length >= LONG) return `'${escapeLong(value)}'`;
  return `'${value.replace(toEscape, (c) => written[c] as string)}'`;
}

const writtenUnits = new Uint16Array(128).map((_, unit) => written[String.fromCharCode(unit)]?.charCodeAt(1) ?? 0);

function escapeLong(value: string): string {
  const units = unitsOf(value);
  const out = new Uint16Array(2 * units.length);
  let n = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as number;
    const escaped = unit < 128 ? (writtenUnits[unit] as number) : 0;
    const stays = unit === BACKSLASH && i + 1 < units.length && isLikeEscape(units[i + 1] as number);
    if (escaped !== 0 && !stays) out[n++] = BACKSLASH;
    out[n++] = escaped !== 0 && !stays ? escaped : unit;
  }
  return textOf(out, n);
}

/** `name`, with back-quotes in it doubled. */
export function quoteName(name: string): string {
  return `\`${name.includes('`') ? name.replaceAll('`', '``') : name}\``;
}

/** Offset behind `$$` or `$tag$` at `at`, where the body of a string begins; -1 when none is there. */
export function endOfDollarQuote(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) !== DOLLAR && isWordPart(text.charCodeAt(end))) end++;
  return text.charCodeAt(end) === DOLLAR ? end + 1 : -1;
}
