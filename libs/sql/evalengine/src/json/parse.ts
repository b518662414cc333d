import { jsonDoubleText } from '@vt/sqltypes';
import { parseDecimal } from '../value/decimal.ts';
import { type JsonValue, jsonBool, jsonObject } from './value.ts';

const DEPTH_MAX = 100;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

export class JsonSyntaxError extends Error {
  /** Where, in UTF-16 units. */
  readonly at: number;
  /** Nested too deeply, rather than no JSON. */
  readonly tooDeep: boolean;

  constructor(message: string, at: number, tooDeep = false) {
    super(message);
    this.at = at;
    this.tooDeep = tooDeep;
  }
}

/** @throws JsonSyntaxError */
export function parseJson(text: string): JsonValue {
  const parser = new JsonParser(text);
  return parser.document();
}

/**
 * What a server has written of a JSON value: a number with more digits than a double needs is a decimal.
 * @throws JsonSyntaxError
 */
export function parseWrittenJson(text: string): JsonValue {
  return new JsonParser(text, true).document();
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them
const plain = /[^"\\\u0000-\u001f]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonParser {
  readonly #text: string;
  readonly #written: boolean;
  #at = 0;

  constructor(text: string, written = false) {
    this.#text = text;
    this.#written = written;
  }

  document(): JsonValue {
    this.#space();
    if (this.#at === this.#text.length) throw new JsonSyntaxError('The document is empty.', this.#at);
    const value = this.#value(1);
    this.#space();
    if (this.#at < this.#text.length) {
      throw new JsonSyntaxError('The document root must not be followed by other values.', this.#at);
    }
    return value;
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }

  #fail(message = 'Invalid value.'): never {
    throw new JsonSyntaxError(message, this.#at);
  }

  #value(depth: number): JsonValue {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(this.#deeper(depth));
      case '[':
        return this.#array(this.#deeper(depth));
      case '"':
        return { kind: 'string', value: this.#string() };
      case 't':
        return this.#word('true', jsonBool(true));
      case 'f':
        return this.#word('false', jsonBool(false));
      case 'n':
        return this.#word('null', { kind: 'null' });
      default:
        return this.#number();
    }
  }

  #deeper(depth: number): number {
    if (depth > DEPTH_MAX) throw new JsonSyntaxError('too deep', this.#at, true);
    return depth + 1;
  }

  #word(word: string, value: JsonValue): JsonValue {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #number(): JsonValue {
    number.lastIndex = this.#at;
    const match = number.exec(this.#text);
    if (!match) this.#fail();
    const [all, fraction, exponent] = match;
    this.#at += all.length;
    if (/[.eE]/.test(this.#text[this.#at] ?? '')) this.#fail('Miss fraction part in number.');
    if (fraction === undefined && exponent === undefined) {
      const value = BigInt(all);
      if (all !== '-0' && value >= INT64_MIN && value <= INT64_MAX) return { kind: 'int', value };
      if (value > 0n && value <= UINT64_MAX) return { kind: 'uint', value };
    }
    const value = Number(all);
    if (!Number.isFinite(value)) this.#fail('Number too big to be stored in double.');
    if (this.#written && exponent === undefined && jsonDoubleText(value) !== all)
      return { kind: 'decimal', value: parseDecimal(all).value };
    return { kind: 'double', value };
  }

  #string(): string {
    const parts: string[] = [];
    this.#at++;
    for (;;) {
      plain.lastIndex = this.#at;
      const run = plain.exec(this.#text)?.[0] ?? '';
      parts.push(run);
      this.#at += run.length;
      const c = this.#text[this.#at];
      if (c === '"') break;
      if (c !== '\\')
        this.#fail(c === undefined ? 'Missing a closing quotation mark in string.' : 'Invalid encoding in string.');
      parts.push(this.#escape());
    }
    this.#at++;
    const text = parts.join('');
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text))
      this.#fail('The surrogate pair in string is invalid.');
    return text;
  }

  #escape(): string {
    const c = this.#text[this.#at + 1] ?? '';
    if (c !== 'u') {
      const plainChar = escapes[c] ?? this.#fail('Invalid escape character in string.');
      this.#at += 2;
      return plainChar;
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail('Incorrect hex digit after \\u escape in string.');
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return { kind: 'array', items };
    }
    for (;;) {
      items.push(this.#value(depth));
      this.#space();
      const c = this.#text[this.#at];
      if (c !== ',' && c !== ']') this.#fail('Missing a comma or ] after an array element.');
      this.#at++;
      if (c === ']') return { kind: 'array', items };
      this.#space();
    }
  }

  #object(depth: number): JsonValue {
    const pairs: [string, JsonValue][] = [];
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return jsonObject(pairs);
    }
    for (;;) {
      if (this.#text[this.#at] !== '"') this.#fail('Missing a name for object member.');
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ':') this.#fail('Missing a colon after a name of object member.');
      this.#at++;
      this.#space();
      pairs.push([key, this.#value(depth)]);
      this.#space();
      const c = this.#text[this.#at];
      if (c !== ',' && c !== '}') this.#fail('Missing a comma or } after an object member.');
      this.#at++;
      if (c === '}') return jsonObject(pairs);
      this.#space();
    }
  }
}
