import { type BindVariable, isFloat } from '@vt/sqltypes';

const WHOLE = /^[-+]?\d+$/;
const COMPUTED_BEFORE = /(?:[-+*/%]|\b(?:div|mod))\s*$/i;
const COMPUTED_AFTER = /^\s*(?:[-+*/%]|(?:div|mod)\b)/i;
/** So much of the text beside a place tells what it is an operand of. */
const SEEN_CHARS = 16;

/**
 * A whole DOUBLE of a client so that it is one as a literal too: without an exponent it would be an integer, which is divided in another way.
 * One that is not computed with, nor a column by itself, stays as it is: it may say in which shard a row is.
 */
export function asDouble(param: BindVariable, sql: string, offset: number, items: ReadonlySet<number>): BindVariable {
  if (!isFloat(param.type)) return param;
  return items.has(offset) || isComputedWith(sql, offset) ? wholeAsDouble(param) : param;
}

export function wholeAsDouble(param: BindVariable): BindVariable {
  const text = Buffer.from(param.value ?? '').toString();
  return WHOLE.test(text) ? { ...param, value: Buffer.from(`${text}e0`) } : param;
}

function isComputedWith(sql: string, offset: number): boolean {
  return (
    COMPUTED_BEFORE.test(sql.slice(Math.max(0, offset - SEEN_CHARS), offset)) ||
    COMPUTED_AFTER.test(sql.slice(offset + 1, offset + 1 + SEEN_CHARS))
  );
}
