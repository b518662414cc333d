import type { JsonValue } from '../json/value.ts';
import { Temporal } from '../temporal/temporal.ts';
import { Decimal } from './decimal.ts';

/** A JSON document as the value of an expression. */
export class JsonDoc {
  readonly json: JsonValue;
  constructor(json: JsonValue) {
    this.json = json;
  }
}

/**
 * What an expression gives for a row; its EvalType says which of these it can be:
 * null for NULL, bigint for integers (YEAR, BIT too), number for FLOAT and DOUBLE, bytes in the type's character set for strings.
 */
export type Value = null | bigint | number | Decimal | Uint8Array | Temporal | JsonDoc;

export { Decimal, Temporal };
