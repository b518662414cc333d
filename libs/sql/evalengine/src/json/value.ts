import type { Temporal } from '../temporal/temporal.ts';
import type { Decimal } from '../value/decimal.ts';

/** A JSON document of MySQL: beside JSON's own values, numbers keep their kind, and dates and bytes may stand in it. */
export type JsonValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'uint'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'decimal'; readonly value: Decimal }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonValue[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonValue> }
  | { readonly kind: 'temporal'; readonly value: Temporal; readonly timestamp?: boolean }
  | { readonly kind: 'opaque'; readonly fieldType: number; readonly bytes: Uint8Array };

export const jsonBool = (value: boolean): JsonValue => ({ kind: 'bool', value });

/** MySQL's order of keys: shorter ones first, then by bytes. */
export function compareKeys(a: string, b: string): number {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length - right.length || Buffer.compare(left, right);
}

/** An object with its keys in order; of equal keys the last one counts. */
export function jsonObject(pairs: Iterable<readonly [string, JsonValue]>): JsonValue {
  const map = new Map(pairs);
  return { kind: 'object', members: new Map([...map].sort(([a], [b]) => compareKeys(a, b))) };
}

/** JSON_TYPE()'s name. */
export function jsonTypeName(json: JsonValue): string {
  switch (json.kind) {
    case 'null':
      return 'NULL';
    case 'bool':
      return 'BOOLEAN';
    case 'int':
      return 'INTEGER';
    case 'uint':
      return 'UNSIGNED INTEGER';
    case 'temporal':
      return json.timestamp ? 'TIMESTAMP' : json.value.kind.toUpperCase();
    case 'opaque':
      return opaqueName(json.fieldType);
    default:
      return json.kind.toUpperCase();
  }
}

export const BIT_FIELD = 16;
const blobFields: readonly number[] = [249, 250, 251, 252, 253, 254, 15];

function opaqueName(fieldType: number): string {
  if (blobFields.includes(fieldType)) return 'BLOB';
  return fieldType === BIT_FIELD ? 'BIT' : 'OPAQUE';
}

/** Nesting: 1 for scalars and what is empty. */
export function jsonDepth(json: JsonValue): number {
  const inner = json.kind === 'array' ? json.items : json.kind === 'object' ? [...json.members.values()] : [];
  return 1 + inner.reduce((deepest, each) => Math.max(deepest, jsonDepth(each)), 0);
}
