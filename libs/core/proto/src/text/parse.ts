import { enumName, enumNumber, type FieldInfo, fieldsOf, mapFieldKey, type ValueKind } from '../codec/fields.ts';
import { codecOf, type PlainMessage, setEntry } from '../codec/message-codec.ts';
import { bigintOf } from '../codec/scalars.ts';
import type { Message, MessageName } from '../names.ts';
import { messageType } from '../root.ts';
import { lexText, type TextToken } from './lexer.ts';

const DEPTH_MAX = 100;

/** Reads protobuf's text form, over one line or several, in any of the ways it may be written. Throws SyntaxError. */
export function fromText<N extends MessageName>(name: N, text: string): Message<N> {
  return new TextReader(lexText(text)).document({ kind: 'message', type: messageType(name) }) as Message<N>;
}

type MessageKind = ValueKind & { kind: 'message' };
type ScalarKind = Exclude<ValueKind, { kind: 'message' }>;

class TextReader {
  readonly #tokens: readonly TextToken[];
  #at = 0;

  constructor(tokens: readonly TextToken[]) {
    this.#tokens = tokens;
  }

  document(kind: MessageKind): PlainMessage {
    const message = this.#message(kind, undefined, 0);
    if (this.#peek().kind !== 'end') throw this.#unexpected();
    return message;
  }

  /** Fields up to the closing mark, which is taken, or up to the end. */
  #message(kind: MessageKind, close: string | undefined, depth: number): PlainMessage {
    if (depth > DEPTH_MAX) throw new SyntaxError(`messages are nested deeper than ${DEPTH_MAX}`);
    const fields = fieldsOf(kind.type);
    const message = codecOf(kind.type).initial();
    const seen = new Set<FieldInfo>();
    while (!this.#closes(close)) {
      const token = this.#next();
      const field = token.kind === 'name' ? fields.find((candidate) => candidate.name === token.text) : undefined;
      if (field === undefined) throw new SyntaxError(`${kind.type.name} has no field ${token.text} (at ${token.at})`);
      if (field.shape === 'single' && seen.has(field))
        throw new SyntaxError(`${field.name} is given twice (at ${token.at})`);
      seen.add(field);
      this.#field(message, field, depth);
      if (this.#isMark(',') || this.#isMark(';')) this.#at += 1;
    }
    return message;
  }

  #closes(close: string | undefined): boolean {
    if (close === undefined) return this.#peek().kind === 'end';
    if (!this.#isMark(close)) return false;
    this.#at += 1;
    return true;
  }

  #field(message: PlainMessage, field: FieldInfo, depth: number): void {
    const isMessage = field.shape === 'map' || field.value.kind === 'message';
    if (this.#isMark(':')) this.#at += 1;
    else if (!isMessage) throw this.#unexpected();
    if (field.shape === 'single') {
      this.#set(message, field, this.#value(field.value, depth));
      return;
    }
    if (!this.#isMark('[')) {
      this.#add(message, field, depth);
      return;
    }
    this.#at += 1;
    for (let first = true; !this.#closes(']'); first = false) {
      if (!first) this.#mark(',');
      this.#add(message, field, depth);
    }
  }

  #set(message: PlainMessage, field: FieldInfo, value: unknown): void {
    if (field.oneof !== undefined) {
      if (message[field.oneof] !== undefined) throw new SyntaxError(`another field of ${field.oneof} is already set`);
      message[field.oneof] = field.name;
    }
    message[field.name] = value;
  }

  #add(message: PlainMessage, field: FieldInfo, depth: number): void {
    if (field.shape === 'list') (message[field.name] as unknown[]).push(this.#value(field.value, depth));
    else this.#entry(message[field.name] as Record<string, unknown>, field, depth);
  }

  #entry(map: Record<string, unknown>, field: FieldInfo, depth: number): void {
    const close = this.#open();
    let key = field.keyType === 'string' ? '' : field.keyType === 'bool' ? 'false' : '0';
    let value: unknown = field.value.kind === 'message' ? codecOf(field.value.type).initial() : initial(field.value);
    while (!this.#closes(close)) {
      const name = this.#next();
      if (this.#isMark(':')) this.#at += 1;
      if (name.text === 'key') key = this.#key(field);
      else if (name.text === 'value') value = this.#value(field.value, depth);
      else throw new SyntaxError(`a map entry has no field ${name.text} (at ${name.at})`);
      if (this.#isMark(',') || this.#isMark(';')) this.#at += 1;
    }
    setEntry(map, key, value);
  }

  #key(field: FieldInfo): string {
    if (field.keyType === 'string') return Buffer.from(this.#string(), 'latin1').toString('utf8');
    const sign = this.#sign();
    const token = this.#next();
    const key = sign + token.text;
    if (!mapFieldKey(field, key)) throw new SyntaxError(`${key} is not a ${field.keyType} (at ${token.at})`);
    return key;
  }

  #value(kind: ValueKind, depth: number): unknown {
    if (kind.kind === 'message') return this.#message(kind, this.#open(), depth + 1);
    const token = this.#peek();
    try {
      return this.#scalar(kind);
    } catch (error) {
      throw new SyntaxError(`${(error as Error).message} (at ${token.at})`);
    }
  }

  #scalar(kind: ScalarKind): unknown {
    if (kind.kind === 'scalar' && kind.type === 'string') return Buffer.from(this.#string(), 'latin1').toString('utf8');
    if (kind.kind === 'scalar' && kind.type === 'bytes') return Buffer.from(this.#string(), 'latin1');
    const text = this.#sign() + this.#next().text;
    if (kind.kind === 'enum')
      return enumName(kind.type, enumNumber(kind.type, /^-?[0-9]+$/.test(text) ? Number(text) : text));
    return number(kind.type, text);
  }

  /** Strings that stand beside each other are one. */
  #string(): string {
    if (this.#peek().kind !== 'string') throw this.#unexpected();
    let bytes = '';
    while (this.#peek().kind === 'string') bytes += this.#next().text;
    return bytes;
  }

  #sign(): string {
    if (!this.#isMark('-')) return '';
    this.#at += 1;
    return '-';
  }

  /** The mark that closes what opens here. */
  #open(): string {
    const close = this.#isMark('{') ? '}' : this.#isMark('<') ? '>' : undefined;
    if (close === undefined) throw this.#unexpected();
    this.#at += 1;
    return close;
  }

  #mark(text: string): void {
    if (!this.#isMark(text)) throw this.#unexpected();
    this.#at += 1;
  }

  #isMark(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'mark' && token.text === text;
  }

  #peek(): TextToken {
    return this.#tokens[this.#at] as TextToken;
  }

  #next(): TextToken {
    const token = this.#peek();
    if (token.kind === 'end') throw this.#unexpected();
    this.#at += 1;
    return token;
  }

  #unexpected(): SyntaxError {
    const token = this.#peek();
    return new SyntaxError(token.kind === 'end' ? 'unexpected end of text' : `unexpected ${token.text} at ${token.at}`);
  }
}

function initial(kind: ScalarKind): unknown {
  return kind.kind === 'enum' ? enumName(kind.type, 0) : kind.scalar.initial();
}

function number(type: string, text: string): unknown {
  if (type === 'bool') return bool(text);
  if (type === 'double' || type === 'float') return float(text);
  const value = integer(text);
  const unsigned = type.startsWith('u') || type.startsWith('fixed');
  if (type.endsWith('64')) return bigintOf(value, !unsigned);
  const [min, max] = unsigned ? [0n, 0xffffffffn] : [-0x80000000n, 0x7fffffffn];
  if (value < min || value > max) throw new RangeError(`${text} is not an integer from ${min} to ${max}`);
  return Number(value);
}

function bool(text: string): boolean {
  if (['true', 'True', 't', '1'].includes(text)) return true;
  if (['false', 'False', 'f', '0'].includes(text)) return false;
  throw new TypeError(`${text} is not a bool`);
}

function float(text: string): number {
  const word = text.toLowerCase();
  if (word === 'nan' || word === '-nan') return Number.NaN;
  if (/^-?inf(inity)?$/.test(word)) return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(word.replace(/f$/, ''));
  if (Number.isNaN(value)) throw new TypeError(`${text} is not a number`);
  return value;
}

/** Decimal, 0x hexadecimal or 0 octal. */
function integer(text: string): bigint {
  const negative = text.startsWith('-');
  const digits = negative ? text.slice(1) : text;
  if (!/^(?:[0-9]+|0[xX][0-9A-Fa-f]+)$/.test(digits)) throw new TypeError(`${text} is not an integer`);
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return negative ? -value : value;
}
