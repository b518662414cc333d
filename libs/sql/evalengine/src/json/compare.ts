import { compareTemporal } from '../temporal/temporal.ts';
import { compare as compareDecimal, Decimal, fromDouble } from '../value/decimal.ts';
import type { JsonValue } from './value.ts';
import { BIT_FIELD } from './value.ts';

/** Kinds from lowest to highest: a value of a later one is greater than any of an earlier one. */
function rank(json: JsonValue): number {
  switch (json.kind) {
    case 'null':
      return 0;
    case 'int':
    case 'uint':
    case 'double':
    case 'decimal':
      return 1;
    case 'string':
      return 2;
    case 'object':
      return 3;
    case 'array':
      return 4;
    case 'bool':
      return 5;
    case 'temporal':
      return json.value.kind === 'date' ? 6 : json.value.kind === 'time' ? 7 : 8;
    case 'opaque':
      return json.fieldType === BIT_FIELD ? 10 : opaqueRank(json.fieldType);
  }
}

const BLOBS: readonly number[] = [249, 250, 251, 252, 253, 254, 15];
const opaqueRank = (fieldType: number) => (BLOBS.includes(fieldType) ? 11 : 9);

/** MySQL's order of JSON values. */
export function compareJson(a: JsonValue, b: JsonValue): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  if (a.kind === 'string' && b.kind === 'string') return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
  if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value);
  if (a.kind === 'array' && b.kind === 'array') return compareArrays(a.items, b.items);
  if (a.kind === 'object' && b.kind === 'object') return compareObjects(a.members, b.members);
  if (a.kind === 'temporal' && b.kind === 'temporal') return compareTemporal(a.value, b.value);
  if (a.kind === 'opaque' && b.kind === 'opaque') {
    return a.fieldType - b.fieldType || Buffer.compare(a.bytes, b.bytes);
  }
  return a.kind === 'null' ? 0 : compareNumbers(a, b);
}

function compareArrays(a: readonly JsonValue[], b: readonly JsonValue[]): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const order = compareJson(a[i] as JsonValue, b[i] as JsonValue);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: ReadonlyMap<string, JsonValue>, b: ReadonlyMap<string, JsonValue>): number {
  if (a.size !== b.size) return a.size - b.size;
  const right = [...b];
  let i = 0;
  for (const [key, value] of a) {
    const [otherKey, other] = right[i++] as [string, JsonValue];
    if (key !== otherKey) return Buffer.compare(Buffer.from(key), Buffer.from(otherKey));
    const order = compareJson(value, other);
    if (order !== 0) return order;
  }
  return 0;
}

/** Exactly, whatever kinds of number they are. */
function compareNumbers(a: JsonValue, b: JsonValue): number {
  if (a.kind === 'double' && b.kind === 'double') return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
  return compareDecimal(exact(a), exact(b));
}

function exact(json: JsonValue): Decimal {
  if (json.kind === 'int' || json.kind === 'uint') return new Decimal(json.value, 0);
  if (json.kind === 'decimal') return json.value;
  return json.kind === 'double' ? fromDouble(json.value) : new Decimal(0n, 0);
}
