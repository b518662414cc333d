import type { Layout } from '@vt/collations';

/** How a file of LOAD DATA is laid out. All are bytes; empty: there is none. */
export type FileLayout = {
  readonly fieldsTerminated: Buffer;
  readonly enclosed: number | undefined;
  readonly escaped: number | undefined;
  readonly linesStarting: Buffer;
  readonly linesTerminated: Buffer;
  readonly ignoreLines: number;
  /** Which bytes are one character, where those behind the first may look like ASCII. */
  readonly characters?: Pick<Layout, 'bytesMax' | 'sizeAt'>;
};

/** A field's bytes; null: NULL. */
export type FileField = Buffer | null;
/** `more`: the line had more fields than were asked for. */
export type FileRow = { readonly fields: readonly FileField[]; readonly more: boolean };

const NULL_WORD = Buffer.from('NULL');
const CAPITAL_N = 0x4e;
const escapes: ReadonlyMap<number, number> = new Map([
  [0x30, 0x00],
  [0x62, 0x08],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x5a, 0x1a],
]);

/** The file ends, or goes on, where more bytes are needed. One for all: nobody reads where it was thrown. */
class Incomplete extends Error {}
const incomplete = new Incomplete();

/**
 * Cuts a file's bytes, as they come, into rows as MySQL does: terminators, enclosing and escapes.
 * Holds one row that is not whole yet, `rowBytesMax` at most.
 */
export class RowReader {
  readonly #layout: FileLayout;
  readonly #fieldsMax: number;
  readonly #rowBytesMax: number;
  /** Bytes that stand for more than themselves: in a field, and in one that is enclosed. */
  readonly #stops: Uint8Array;
  readonly #enclosedStops: Uint8Array;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #linesToIgnore: number;
  #isEnded = false;
  /** So many bytes must be there before a row that was not whole is looked at again. */
  #needBytes = 0;

  /** @param fieldsMax those behind are passed over. */
  constructor(layout: FileLayout, fieldsMax: number, rowBytesMax: number) {
    this.#layout = layout;
    this.#fieldsMax = fieldsMax;
    this.#rowBytesMax = rowBytesMax;
    this.#linesToIgnore = layout.ignoreLines;
    const { escaped, enclosed, fieldsTerminated, linesTerminated } = layout;
    const hasCharacters = layout.characters !== undefined;
    this.#stops = stopsAt([escaped, fieldsTerminated[0], linesTerminated[0]], hasCharacters);
    this.#enclosedStops = stopsAt([escaped, enclosed], hasCharacters);
  }

  push(chunk: Buffer): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    this.#at = 0;
  }

  end(): void {
    this.#isEnded = true;
  }

  /** The next whole row; undefined: more bytes are needed, or there are none. @throws RangeError for a row that is too long. */
  next(): FileRow | undefined {
    const left = this.#bytes.length - this.#at;
    if (left === 0 || (!this.#isEnded && left < this.#needBytes)) return undefined;
    let start = this.#at;
    try {
      while (this.#linesToIgnore > 0) {
        this.#skipLine();
        this.#linesToIgnore--;
        start = this.#at;
      }
      if (this.#at >= this.#bytes.length) return undefined;
      if (!this.#skipPrefix()) return undefined;
      const row = this.#row();
      this.#needBytes = 0;
      return row;
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      this.#at = this.#linesToIgnore > 0 ? this.#at : start;
      const held = this.#bytes.length - this.#at;
      if (held > this.#rowBytesMax) throw new RangeError(`a row of the file has more than ${this.#rowBytesMax} bytes`);
      // Twice as many: a long row is not read again for each piece of it.
      this.#needBytes = held * 2;
      return undefined;
    }
  }

  #row(): FileRow {
    const fields: FileField[] = [];
    for (;;) {
      const { field, isLast } = this.#field();
      if (fields.length < this.#fieldsMax) fields.push(field);
      else return { fields, more: this.#skipRest(isLast) };
      if (isLast) return { fields, more: false };
    }
  }

  #skipRest(isLast: boolean): true {
    let last = isLast;
    while (!last) last = this.#field().isLast;
    return true;
  }

  #field(): { readonly field: FileField; readonly isLast: boolean } {
    const { enclosed } = this.#layout;
    if (enclosed !== undefined && this.#bytes[this.#at] === enclosed) return this.#enclosedField(enclosed);
    return this.#openField();
  }

  #openField() {
    const out = new Bytes();
    const { escaped, fieldsTerminated, linesTerminated, enclosed } = this.#layout;
    let hasNull = false;
    for (;;) {
      this.#takePlain(out, this.#stops);
      if (this.#atEnd()) return { field: this.#value(out, hasNull, enclosed !== undefined), isLast: true };
      if (this.#accept(linesTerminated))
        return { field: this.#value(out, hasNull, enclosed !== undefined), isLast: true };
      if (this.#accept(fieldsTerminated))
        return { field: this.#value(out, hasNull, enclosed !== undefined), isLast: false };
      if (this.#takeCharacter(out)) continue;
      const c = this.#take();
      if (c !== escaped) out.add(c);
      else if (this.#atEnd()) out.add(c);
      else {
        const next = this.#take();
        hasNull ||= next === CAPITAL_N;
        out.add(escapes.get(next) ?? next);
      }
    }
  }

  #value(out: Bytes, hasNull: boolean, hasEnclosing: boolean): FileField {
    const value = out.take();
    if (hasNull && value.length === 1) return null;
    return hasEnclosing && value.equals(NULL_WORD) ? null : value;
  }

  #enclosedField(enclosed: number) {
    const start = this.#at;
    const out = new Bytes();
    const { escaped, fieldsTerminated, linesTerminated } = this.#layout;
    let hasNull = false;
    this.#at++;
    for (;;) {
      this.#takePlain(out, this.#enclosedStops);
      // One that is never closed is a text that begins with the character.
      if (this.#atEnd()) return { field: Buffer.from(this.#bytes.subarray(start, this.#at)), isLast: true };
      if (this.#takeCharacter(out)) continue;
      const c = this.#take();
      if (c === enclosed) {
        if (this.#atEnd()) return { field: hasNull && out.length === 1 ? null : out.take(), isLast: true };
        if (this.#bytes[this.#at] === enclosed) {
          out.add(this.#take());
          continue;
        }
        if (this.#accept(linesTerminated))
          return { field: hasNull && out.length === 1 ? null : out.take(), isLast: true };
        if (this.#accept(fieldsTerminated))
          return { field: hasNull && out.length === 1 ? null : out.take(), isLast: false };
        out.add(c);
      } else if (c === escaped && !this.#atEnd()) {
        const next = this.#take();
        hasNull ||= next === CAPITAL_N;
        out.add(escapes.get(next) ?? next);
      } else out.add(c);
    }
  }

  /** Whether the bytes stand here; they are passed over then. */
  #accept(bytes: Buffer): boolean {
    if (bytes.length === 0 || this.#bytes[this.#at] !== bytes[0]) return false;
    for (let i = 1; i < bytes.length; i++) {
      if (this.#at + i >= this.#bytes.length) {
        if (this.#isEnded) return false;
        throw incomplete;
      }
      if (this.#bytes[this.#at + i] !== bytes[i]) return false;
    }
    this.#at += bytes.length;
    return true;
  }

  /** The end of the file. */
  #atEnd(): boolean {
    if (this.#at < this.#bytes.length) return false;
    if (this.#isEnded) return true;
    throw incomplete;
  }

  #take(): number {
    return this.#bytes[this.#at++] as number;
  }

  /** All bytes up to the next that may stand for more than itself. */
  #takePlain(out: Bytes, stops: Uint8Array): void {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < bytes.length && stops[bytes[at] as number] === 0) at++;
    if (at > this.#at) out.addAll(bytes.subarray(this.#at, at));
    this.#at = at;
  }

  /** A character of several bytes, none of which separates or escapes anything. */
  #takeCharacter(out: Bytes): boolean {
    const { characters } = this.#layout;
    if (!characters || (this.#bytes[this.#at] as number) < 0x80) return false;
    const { bytesMax, sizeAt } = characters;
    if (!this.#isEnded && this.#at + bytesMax > this.#bytes.length) throw incomplete;
    const size = sizeAt(this.#bytes, this.#at);
    if (size < 2) return false;
    for (let i = 0; i < size; i++) out.add(this.#take());
    return true;
  }

  #skipLine(): void {
    const { linesTerminated } = this.#layout;
    const end = this.#bytes.indexOf(linesTerminated, this.#at);
    if (end < 0) {
      // What may be the beginning of a terminator stays.
      this.#at = this.#isEnded
        ? this.#bytes.length
        : Math.max(this.#at, this.#bytes.length - linesTerminated.length + 1);
      if (this.#isEnded) return;
      throw incomplete;
    }
    this.#at = end + linesTerminated.length;
  }

  /** What stands before the prefix of a line, and a line without it, is passed over. */
  #skipPrefix(): boolean {
    const { linesStarting } = this.#layout;
    if (linesStarting.length === 0) return true;
    const found = this.#bytes.indexOf(linesStarting, this.#at);
    if (found >= 0) {
      this.#at = found + linesStarting.length;
      return true;
    }
    if (!this.#isEnded) throw incomplete;
    this.#at = this.#bytes.length;
    return false;
  }
}

function stopsAt(bytes: readonly (number | undefined)[], hasCharacters: boolean): Uint8Array {
  const stops = new Uint8Array(256);
  if (hasCharacters) stops.fill(1, 0x80);
  for (const byte of bytes) if (byte !== undefined) stops[byte] = 1;
  return stops;
}

/** Bytes of one field as they are found: a view of the file's, mostly, and a copy where they are not one piece of it. */
class Bytes {
  #first: Buffer = nothing;
  #copy: Buffer | undefined;
  length = 0;

  add(c: number): void {
    this.#room(1)[this.length++] = c;
  }

  addAll(bytes: Buffer): void {
    if (this.length === 0) this.#first = bytes;
    else bytes.copy(this.#room(bytes.length), this.length);
    this.length += bytes.length;
  }

  #room(more: number): Buffer {
    const needed = this.length + more;
    if (this.#copy && this.#copy.length >= needed) return this.#copy;
    const copy = Buffer.allocUnsafe(Math.max(64, needed * 2));
    (this.#copy ?? this.#first).copy(copy, 0, 0, this.length);
    this.#copy = copy;
    return copy;
  }

  take(): Buffer {
    return (this.#copy ?? this.#first).subarray(0, this.length);
  }
}

const nothing = Buffer.alloc(0);
