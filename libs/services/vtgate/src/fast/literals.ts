/** Kinds of literals. */
export const LiteralKind = { INTEGER: 1, NUMBER: 2, STRING: 3 } as const;

const LITERALS_MAX = 512;
const HASH_A = 0x811c9dc5;
const HASH_B = 0x9747b28c;
const PRIME_A = 0x01000193;
const PRIME_B = 0x85ebca6b;
/** Stands in the fingerprint for a literal; it is no byte of a statement that has one. */
const PLACE = 0x00;

const SPACE = 1;
const DIGIT = 2;
const WORD = 3;
const classOf = new Uint8Array(256);
for (const c of [9, 10, 11, 12, 13, 32]) classOf[c] = SPACE;
for (let c = 48; c <= 57; c++) classOf[c] = DIGIT;
for (let c = 65; c <= 90; c++) classOf[c] = classOf[c + 32] = WORD;
classOf[0x5f] = classOf[0x24] = WORD;

const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKTICK = 0x60;
const BACKSLASH = 0x5c;
const DOT = 0x2e;

/**
 * One pass over a statement's bytes: its fingerprint without literals, and where the literals are. Reused: what it found is valid until the
 * next `read`.
 *
 * Reads statements in the default lexical mode of MySQL. What it does not know for certain it does not take: `read` is false then, and the
 * statement goes the long way.
 */
export class LiteralScanner {
  /** Two independent halves of 32 bits. */
  a = 0;
  b = 0;
  count = 0;
  /** Where the statement ends, without blanks and a semicolon behind it. */
  end = 0;
  readonly starts = new Int32Array(LITERALS_MAX);
  readonly ends = new Int32Array(LITERALS_MAX);
  /** LiteralKind of each literal. */
  readonly kinds = new Uint8Array(LITERALS_MAX);

  /** False for a text that is not plain: executable comments, placeholders, colons, several statements, bytes beyond ASCII outside of strings. */
  read(sql: Uint8Array): boolean {
    this.count = 0;
    this.end = endOf(sql);
    let a = HASH_A;
    let b = HASH_B;
    let at = 0;
    const end = this.end;
    while (at < end) {
      const c = sql[at] as number;
      const kind = classOf[c] as number;
      let next = at + 1;
      if (kind === WORD) {
        while (next < end && (classOf[sql[next] as number] as number) >= DIGIT) next++;
      } else if (kind === DIGIT || (c === DOT && classOf[sql[next] as number] === DIGIT && !followsName(sql, at))) {
        next = this.#number(sql, at, end);
        if (next < 0) return false;
        a = Math.imul(a ^ PLACE, PRIME_A);
        b = Math.imul(b ^ (PLACE + 1), PRIME_B);
        at = next;
        continue;
      } else if (c === QUOTE || c === DOUBLE_QUOTE) {
        next = stringEnd(sql, at, end, c);
        if (next < 0 || !this.#add(at, next, LiteralKind.STRING)) return false;
        a = Math.imul(a ^ PLACE, PRIME_A);
        b = Math.imul(b ^ (PLACE + 1), PRIME_B);
        at = next;
        continue;
      } else if (c === BACKTICK) {
        next = quotedEnd(sql, at, end);
        if (next < 0) return false;
      } else if (kind === 0 && !isPlainSymbol(sql, at)) return false;
      for (; at < next; at++) {
        const byte = sql[at] as number;
        a = Math.imul(a ^ byte, PRIME_A);
        b = Math.imul(b ^ byte, PRIME_B) ^ (b >>> 15);
      }
    }
    this.a = a >>> 0;
    this.b = b >>> 0;
    return true;
  }

  /** The end of a number, -1 where it is none (a name that begins with digits). */
  #number(sql: Uint8Array, start: number, end: number): number {
    let at = start;
    let kind: number = LiteralKind.INTEGER;
    while (at < end && classOf[sql[at] as number] === DIGIT) at++;
    if (at < end && sql[at] === DOT) {
      kind = LiteralKind.NUMBER;
      at++;
      while (at < end && classOf[sql[at] as number] === DIGIT) at++;
    }
    // An exponent, a hexadecimal number, or a name: the long way knows which.
    if (at < end && (classOf[sql[at] as number] as number) >= DIGIT) return -1;
    return this.#add(start, at, kind) ? at : -1;
  }

  #add(start: number, end: number, kind: number): boolean {
    if (this.count >= LITERALS_MAX) return false;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.kinds[this.count++] = kind;
    return true;
  }
}

function endOf(sql: Uint8Array): number {
  let end = sql.length;
  while (end > 0 && classOf[sql[end - 1] as number] === SPACE) end--;
  if (end > 0 && sql[end - 1] === 0x3b) end--;
  while (end > 0 && classOf[sql[end - 1] as number] === SPACE) end--;
  return end;
}

/** Behind a name or a closing quote a dot begins no number. */
function followsName(sql: Uint8Array, at: number): boolean {
  if (at === 0) return false;
  const before = sql[at - 1] as number;
  return (classOf[before] as number) >= DIGIT || before === BACKTICK || before === DOUBLE_QUOTE || before === QUOTE;
}

function stringEnd(sql: Uint8Array, start: number, end: number, quote: number): number {
  for (let at = start + 1; at < end; at++) {
    const c = sql[at];
    if (c === BACKSLASH) at++;
    else if (c === quote) {
      if (sql[at + 1] !== quote || at + 1 >= end) return at + 1;
      at++;
    }
  }
  return -1;
}

/** Names beyond ASCII, and such that hold what looks like one of our own places, go the long way. */
function quotedEnd(sql: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const c = sql[at] as number;
    if (c === BACKTICK) return at + 1;
    if (c > 127 || c === 0 || c === 0x3a) return -1;
  }
  return -1;
}

const plainSymbols = new Uint8Array(256);
for (const c of '!%&()*+,-/.<=>@[]^{|}~') plainSymbols[c.charCodeAt(0)] = 1;

function isPlainSymbol(sql: Uint8Array, at: number): boolean {
  const c = sql[at] as number;
  if (plainSymbols[c] === 0) return false;
  // Comments of all kinds: `--` also where it is none, which costs nothing but time.
  const next = sql[at + 1];
  return !(c === 0x2d && next === 0x2d) && !(c === 0x2f && next === 0x2a);
}
