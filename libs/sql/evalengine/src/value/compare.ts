import { compareJson } from '../json/compare.ts';
import { compareTemporal, Temporal } from '../temporal/temporal.ts';
import { compare as compareDecimals, Decimal } from './decimal.ts';
import { JsonDoc, type Value } from './value.ts';

/** Order of two values of the same kind, neither NULL; bytes by their numbers. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'bigint' || typeof a === 'number') return a < (b as number) ? -1 : a > (b as number) ? 1 : 0;
  if (a instanceof Decimal) return compareDecimals(a, b as Decimal);
  if (a instanceof JsonDoc) return compareJson(a.json, (b as JsonDoc).json);
  if (a instanceof Temporal) return compareTemporal(a, b as Temporal);
  return a === null ? 0 : Buffer.compare(a, b as Uint8Array);
}
