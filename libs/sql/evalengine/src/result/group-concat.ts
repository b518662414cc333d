import { type Charset, charsetByName, collationById, offsetOf } from '@vt/collations';
import type { EvalType } from '../type/eval-type.ts';
import type { AggregateState } from './aggregate.ts';

/**
 * GROUP_CONCAT over values that come in the wanted order and are texts in the result's character set.
 * @param bytesMax group_concat_max_len; what is longer is cut at a character and `truncated` is called once
 */
export function groupConcat(
  type: EvalType,
  separator: Uint8Array,
  bytesMax: number,
  truncated: () => void = () => {},
): AggregateState {
  const charset = charsetByName(collationById(type.collation)?.charset ?? 'binary') as Charset;
  const parts: Uint8Array[] = [];
  let size = 0;
  let full = false;
  return {
    add: (value) => {
      if (value === null || full) return;
      if (parts.length > 0) {
        parts.push(separator);
        size += separator.length;
      }
      parts.push(Buffer.from(value));
      size += value.length;
      if (size > bytesMax) {
        full = true;
        truncated();
      }
    },
    result: () => {
      if (parts.length === 0) return null;
      const whole = Buffer.concat(parts);
      return whole.length > bytesMax ? whole.subarray(0, characterEnd(whole, charset, bytesMax)) : whole;
    },
  };
}

/** The last border of characters at or before `bytesMax`. */
function characterEnd(bytes: Uint8Array, charset: Charset, bytesMax: number): number {
  let at = 0;
  for (;;) {
    const next = offsetOf(bytes, charset, 1, at);
    if (next > bytesMax || next === at) return at;
    at = next;
  }
}
