import { createHash } from 'node:crypto';
import type { Field } from './field.ts';
import { Type } from './type.ts';
import { doubleText } from './wire/float-text.ts';

const NOT_FIXED_DECIMALS = 31;

/** A FLOAT's text with all the digits that it has as a DOUBLE. */
export function wholeDoubleText(float: Uint8Array): string {
  return doubleText(Math.fround(Number(Buffer.from(float).toString('latin1'))), NOT_FIXED_DECIMALS);
}

/** What a server says of `sha2(cast(column as binary), 256)`, of a FLOAT as a DOUBLE: an order of keys that does not depend on who compares. */
export function hashOfKey({ type }: Field, value: Uint8Array): string {
  const text = type === Type.FLOAT32 ? wholeDoubleText(value) : value;
  return createHash('sha256').update(text).digest('hex');
}
