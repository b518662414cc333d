import { valueToText } from '../compile/convert.ts';
import type { EvalType } from '../type/eval-type.ts';
import { realText } from '../value/number-text.ts';
import type { Value } from '../value/value.ts';

/** A value as a text row has it, in the type's own character set. */
export function encodeValue(value: Value, type: EvalType): Uint8Array | null {
  if (value === null) return null;
  return typeof value === 'number' ? Buffer.from(realText(value, type.decimals)) : valueToText(value, type);
}
