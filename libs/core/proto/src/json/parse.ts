import {
  enumNumber,
  type FieldInfo,
  fieldsOf,
  mapFieldKey,
  enumName as nameOf,
  type ValueKind,
} from '../codec/fields.ts';
import { codecOf, type PlainMessage, setEntry } from '../codec/message-codec.ts';
import { bigintOf } from '../codec/scalars.ts';
import type { Message, MessageName } from '../names.ts';
import { messageType } from '../root.ts';

export type ParseOptions = {
  /** Ignores names the message does not have, rather than refusing them. */
  readonly discardUnknown?: boolean;
};

const DEPTH_MAX = 100;

/**
 * Reads protobuf's JSON form. Fields may be named as in the .proto or in lowerCamelCase, enums given by name or number, 64-bit
 * integers as text or number; null is the same as left out. Throws SyntaxError that names the place.
 */
export function fromJsonText<N extends MessageName>(name: N, text: string, options: ParseOptions = {}): Message<N> {
  return fromJson(name, JSON.parse(text), options);
}

/** The same from what JSON.parse gives. Integers beyond 2^53 must be text: JSON.parse has already changed such numbers. */
export function fromJson<N extends MessageName>(name: N, json: unknown, options: ParseOptions = {}): Message<N> {
  const type = messageType(name);
  return new JsonReader(options.discardUnknown === true).message({ kind: 'message', type }, json, '$', 0) as Message<N>;
}

class JsonReader {
  readonly #discardUnknown: boolean;

  constructor(discardUnknown: boolean) {
    this.#discardUnknown = discardUnknown;
  }

  message(kind: ValueKind & { kind: 'message' }, json: unknown, path: string, depth: number): PlainMessage {
    if (depth > DEPTH_MAX) throw new SyntaxError(`${path}: nested deeper than ${DEPTH_MAX}`);
    const message = codecOf(kind.type).initial();
    const seen = new Set<FieldInfo>();
    for (const [key, value] of Object.entries(object(json, path))) {
      const field = fieldNamed(fieldsOf(kind.type), key);
      if (field === undefined) {
        if (this.#discardUnknown) continue;
        throw new SyntaxError(`${path}: unknown field "${key}"`);
      }
      if (seen.has(field)) throw new SyntaxError(`${path}: duplicate field "${key}"`);
      seen.add(field);
      if (value !== null) this.#field(message, field, value, `${path}.${field.name}`, depth);
    }
    return message;
  }

  #field(message: PlainMessage, field: FieldInfo, json: unknown, path: string, depth: number): void {
    if (field.shape === 'list') {
      if (!Array.isArray(json)) throw new SyntaxError(`${path}: expected a list`);
      message[field.name] = json.map((item, i) => this.#value(field.value, item, `${path}[${i}]`, depth));
    } else if (field.shape === 'map') {
      const map: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(object(json, path))) {
        checkKey(field, key, path);
        setEntry(map, key, this.#value(field.value, item, `${path}["${key}"]`, depth));
      }
      message[field.name] = map;
    } else {
      if (field.oneof !== undefined && message[field.oneof] !== undefined) {
        throw new SyntaxError(`${path}: another field of "${field.oneof}" is already set`);
      }
      message[field.name] = this.#value(field.value, json, path, depth);
      if (field.oneof !== undefined) message[field.oneof] = field.name;
    }
  }

  #value(kind: ValueKind, json: unknown, path: string, depth: number): unknown {
    if (kind.kind === 'message') return this.message(kind, json, path, depth + 1);
    try {
      if (kind.kind === 'scalar') return scalar(kind.type, json);
      return nameOf(kind.type, enumNumber(kind.type, json));
    } catch (error) {
      throw new SyntaxError(`${path}: ${(error as Error).message}`);
    }
  }
}

function checkKey(field: FieldInfo, key: string, path: string): void {
  const valid = mapFieldKey(field, key);
  if (!valid) throw new SyntaxError(`${path}: "${key}" is not a ${field.keyType}`);
}

function fieldNamed(fields: readonly FieldInfo[], key: string): FieldInfo | undefined {
  return fields.find((field) => field.name === key) ?? fields.find((field) => camel(field.name) === key);
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

function object(json: unknown, path: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new SyntaxError(`${path}: expected an object`);
  return json as Record<string, unknown>;
}

function scalar(type: string, json: unknown): unknown {
  if (type === 'string' || type === 'bool') {
    if (typeof json !== (type === 'bool' ? 'boolean' : 'string')) throw new TypeError(`expected a ${type}`);
    return json;
  }
  if (type === 'bytes') return base64(json);
  if (type === 'double' || type === 'float') return float(json);
  if (type.endsWith('64')) return bigintOf(json, !type.startsWith('u') && type !== 'fixed64');
  return integer32(json, type.startsWith('u') || type === 'fixed32');
}

function float(json: unknown): number {
  const special = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY };
  if (typeof json === 'number') return json;
  if (typeof json === 'string') {
    if (Object.hasOwn(special, json)) return special[json as keyof typeof special];
    const number = Number(json);
    if (json.trim() === json && json !== '' && !Number.isNaN(number)) return number;
  }
  throw new TypeError(`${String(json)} is not a number`);
}

function integer32(json: unknown, unsigned: boolean): number {
  const number = typeof json === 'string' && /^-?[0-9]+$/.test(json) ? Number(json) : json;
  const [min, max] = unsigned ? [0, 0xffffffff] : [-0x80000000, 0x7fffffff];
  if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
    throw new RangeError(`${String(json)} is not an integer from ${min} to ${max}`);
  }
  return number;
}

/** Both alphabets, with padding or without. */
function base64(json: unknown): Buffer {
  if (typeof json !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(json)) throw new TypeError('expected base64');
  return Buffer.from(json, 'base64');
}
