import { enumNumber, type FieldInfo, fieldsOf, type ValueKind } from '../codec/fields.ts';
import type { PlainMessage } from '../codec/message-codec.ts';
import { bigintOf } from '../codec/scalars.ts';
import type { MessageInput, MessageName } from '../names.ts';
import { messageType } from '../root.ts';
import { isDefault, shortestFloat, sortedKeys } from './print.ts';

/** A number with the digits it was written with: 1.50 stays that. */
export class GoNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** JSON whose whole numbers may be of any size. */
export type GoValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | GoNumber
  | readonly GoValue[]
  | { readonly [key: string]: GoValue };

/**
 * A message as Go's `encoding/json` prints its struct, which is how Vitess's tools print what is no single message: names as in the .proto, enums and 64-bit integers as numbers, and what
 * holds its default left out.
 */
export function toGo<N extends MessageName>(name: N, message: MessageInput<N>): GoValue {
  return structOf(fieldsOf(messageType(name)), message as PlainMessage);
}

/** As Go's MarshalIndent with two spaces, which also escapes what HTML would understand. */
export function goJsonText(value: GoValue, indent = ''): string {
  if (typeof value === 'string') return goString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof GoNumber) return value.digits;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const items = isList
    ? (value as readonly GoValue[]).map((item) => goJsonText(item, inner))
    : Object.entries(value).map(([key, item]) => `${goString(key)}: ${goJsonText(item, inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  return items.length === 0 ? `${open}${close}` : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}

const escaped = /[<>&\u2028\u2029]/g;

function goString(text: string): string {
  return JSON.stringify(text).replace(escaped, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function structOf(fields: readonly FieldInfo[], message: PlainMessage): GoValue {
  const struct: Record<string, GoValue> = {};
  for (const field of fields) {
    const value = fieldOf(field, message[field.name]);
    if (value !== undefined) struct[field.name] = value;
  }
  return struct;
}

function fieldOf(field: FieldInfo, value: unknown): GoValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (field.shape === 'list') {
    const list = value as unknown[];
    return list.length === 0 ? undefined : list.map((item) => valueOf(field.value, item));
  }
  if (field.shape === 'map') {
    const map = value as Record<string, unknown>;
    const keys = sortedKeys(field, map);
    return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, valueOf(field.value, map[key])]));
  }
  return field.oneof === undefined && isDefault(field.value, value) ? undefined : valueOf(field.value, value);
}

function valueOf(kind: ValueKind, value: unknown): GoValue {
  if (kind.kind === 'message') return structOf(fieldsOf(kind.type), value as PlainMessage);
  if (kind.kind === 'enum') return enumNumber(kind.type, value);
  const { type } = kind;
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64');
  if (type === 'bool') return Boolean(value);
  if (type === 'float') return shortestFloat(value as number);
  if (type.endsWith('64')) return bigintOf(value, !type.startsWith('u') && type !== 'fixed64');
  return value as string | number;
}
