import { enumName, enumNumber, type FieldInfo, fieldsOf, type ValueKind } from '../codec/fields.ts';
import type { PlainMessage } from '../codec/message-codec.ts';
import { bigintOf } from '../codec/scalars.ts';
import type { MessageInput, MessageName } from '../names.ts';
import { messageType } from '../root.ts';

export type JsonOptions = {
  /** Leaves out fields that hold their default. */
  readonly compact?: boolean;
  /** Enums as numbers rather than names. */
  readonly enumNumbers?: boolean;
};

/** A value that JSON.stringify prints as protobuf's JSON form prescribes. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * A message as text, as the administrative tools print it: names as in the .proto, two spaces of indentation, enum names,
 * 64-bit integers as strings, bytes as base64, maps in the order of their keys.
 */
export function toJsonText<N extends MessageName>(
  name: N,
  message: MessageInput<N>,
  options: JsonOptions = {},
): string {
  return JSON.stringify(toJson(name, message, options), null, 2);
}

/** The same as a value, for texts that are made of several messages. */
export function toJson<N extends MessageName>(name: N, message: MessageInput<N>, options: JsonOptions = {}): JsonValue {
  return messageJson(fieldsOf(messageType(name)), message as PlainMessage, options);
}

function messageJson(fields: readonly FieldInfo[], message: PlainMessage, options: JsonOptions): JsonValue {
  const json: Record<string, JsonValue> = {};
  for (const field of fields) {
    const value = fieldJson(field, message[field.name], options);
    if (value !== undefined) json[field.name] = value;
  }
  return json;
}

function fieldJson(field: FieldInfo, value: unknown, options: JsonOptions): JsonValue | undefined {
  const isSet = value !== undefined && value !== null;
  if (field.shape === 'list') return listJson(field, isSet ? (value as unknown[]) : [], options);
  if (field.shape === 'map') return mapJson(field, isSet ? (value as Record<string, unknown>) : {}, options);
  if (isSet && (field.oneof !== undefined || field.value.kind === 'message'))
    return valueJson(field.value, value, options);
  // What is not set is not shown where that tells something; a message that is not set is shown as null.
  if (options.compact || field.oneof !== undefined)
    return isSet && !isDefault(field.value, value) ? valueJson(field.value, value, options) : undefined;
  return field.value.kind === 'message' ? null : valueJson(field.value, isSet ? value : initial(field.value), options);
}

function listJson(field: FieldInfo, list: readonly unknown[], options: JsonOptions): JsonValue | undefined {
  if (list.length === 0 && options.compact) return undefined;
  return list.map((item) => valueJson(field.value, item, options));
}

function mapJson(field: FieldInfo, map: Record<string, unknown>, options: JsonOptions): JsonValue | undefined {
  const keys = sortedKeys(field, map);
  if (keys.length === 0 && options.compact) return undefined;
  return Object.fromEntries(keys.map((key) => [key, valueJson(field.value, map[key], options)]));
}

/** Text by its UTF-8 bytes, numbers by value. */
export function sortedKeys(field: FieldInfo, map: Record<string, unknown>): string[] {
  const keys = Object.keys(map);
  if (field.keyType === 'string') return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (field.keyType === 'bool') return keys.sort();
  return keys.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

function valueJson(kind: ValueKind, value: unknown, options: JsonOptions): JsonValue {
  if (kind.kind === 'message') return messageJson(fieldsOf(kind.type), value as PlainMessage, options);
  if (kind.kind === 'scalar') return scalarJson(kind.type, value);
  const number = enumNumber(kind.type, value);
  return options.enumNumbers ? number : enumName(kind.type, number);
}

function scalarJson(type: string, value: unknown): JsonValue {
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  if (type === 'bool') return Boolean(value);
  if (type === 'string') return value as string;
  if (type === 'double') return floatJson(value as number);
  if (type === 'float') return floatJson(shortestFloat(value as number));
  if (type.endsWith('64')) return bigintOf(value, !type.startsWith('u') && type !== 'fixed64').toString();
  return value as number;
}

function floatJson(value: number): JsonValue {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity';
}

/** The number with the fewest digits that is the same 32-bit float: 0.1, not 0.10000000149011612. */
export function shortestFloat(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const candidate = Number(single.toPrecision(digits));
    if (Math.fround(candidate) === single) return candidate;
  }
  return Number.isFinite(single) ? Number(single.toPrecision(9)) : single;
}

export function isDefault(kind: ValueKind, value: unknown): boolean {
  if (kind.kind === 'message') return false;
  return kind.kind === 'enum' ? enumNumber(kind.type, value) === 0 : kind.scalar.isDefault(value);
}

function initial(kind: ValueKind): unknown {
  if (kind.kind === 'enum') return 0;
  return kind.kind === 'scalar' ? kind.scalar.initial() : null;
}
