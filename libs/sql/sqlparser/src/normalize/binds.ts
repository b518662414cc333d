import type { Expr, Literal } from '../expr/nodes.ts';
import { ValueError } from './value-error.ts';

/** One value taken out of a text. `type` is the SQL type's name as in query.Type; `value` is its text. */
export type LiteralValue = { readonly type: string; readonly value: string };
/** What a bind variable of a normalised statement stands for; a TUPLE is the list of an IN. */
export type NormalBind = LiteralValue | { readonly type: 'TUPLE'; readonly values: readonly LiteralValue[] };

/** A literal as it can be bound: its value, and the size and scale that its type carries in the text. */
export type Bindable = LiteralValue & { readonly literal: Literal; readonly size: number; readonly scale: number };

const INT64_DIGITS = 19;
const INT64_MAX = '9223372036854775807';

/**
 * The value of a literal, or of a number with a minus before it; undefined for all else, and for what must stay as it is
 * written: integers beyond 64 bits, national strings and bits that are none. Throws ValueError for a DATE, TIME or TIMESTAMP that is none.
 */
export function bindable(expr: Expr): Bindable | undefined {
  if (expr.kind === 'Literal') return ofLiteral(expr, '');
  if (expr.kind !== 'UnaryExpr' || expr.operator !== '-' || expr.expr.kind !== 'Literal') return undefined;
  const { type } = expr.expr;
  return type === 'Int' || type === 'Decimal' || type === 'Float' ? ofLiteral(expr.expr, '-') : undefined;
}

function ofLiteral(literal: Literal, sign: string): Bindable | undefined {
  const { value } = literal;
  switch (literal.type) {
    case 'Int':
      return fitsInt64(value) ? bound(literal, 'INT64', sign + value) : undefined;
    case 'Decimal':
      return decimal(literal, sign + value);
    case 'Float':
      return bound(literal, 'FLOAT64', sign + value);
    case 'String':
      return bound(literal, 'VARCHAR', value);
    case 'NString':
      return undefined;
    case 'HexNum':
      return bound(literal, 'HEXNUM', `0x${value.slice(2).toUpperCase()}`);
    case 'HexString':
      return bound(literal, 'HEXVAL', `x'${value}'`);
    case 'BitNum':
      return value === '0b' ? undefined : bound(literal, 'BITNUM', value);
    case 'Date':
      return temporal(literal, 'DATE', DATE);
    case 'Time':
      return temporal(literal, 'TIME', TIME);
    case 'Timestamp':
      return temporal(literal, 'DATETIME', TIMESTAMP);
  }
}

function bound(literal: Literal, type: string, value: string, size = 0, scale = 0): Bindable {
  return { type, value, literal, size, scale };
}

function fitsInt64(digits: string): boolean {
  const significant = digits.length < INT64_DIGITS ? digits : digits.replace(/^0+/, '');
  if (significant.length !== INT64_DIGITS) return significant.length < INT64_DIGITS;
  return significant <= INT64_MAX;
}

function decimal(literal: Literal, value: string): Bindable {
  const dot = literal.value.indexOf('.');
  return bound(literal, 'DECIMAL', value, literal.value.length - 1, literal.value.length - dot - 1);
}

// What the server takes for a date is generous: any punctuation between the numbers, or none at all.
const DATE = /^\s*(?:\d{1,4}[^\w\s]\d{1,2}[^\w\s]\d{1,2}|\d{6}|\d{8})\s*$/;
const TIMESTAMP =
  /^\s*(?:\d{1,4}[^\w\s]\d{1,2}[^\w\s]\d{1,2}(?:[T\s]+\d{1,2}(?:[^\w\s]\d{1,2}){0,2})?|\d{6}|\d{8}|\d{12}|\d{14}|\d{8}T\d{6})(?:\.\d*)?(?:[+-]\d{2}:\d{2})?\s*$/;
const TIME = /^\s*-?(?:\d+\s+)?\d+(?::\d{1,2}){0,2}(?:\.\d*)?\s*$/;

function temporal(literal: Literal, type: string, form: RegExp): Bindable {
  if (!form.test(literal.value)) throw new ValueError(type, literal.value);
  const fraction = /\.(\d*)(?:[+-]|\s*$)/.exec(literal.value);
  return bound(literal, type, literal.value, type === 'DATE' ? 0 : (fraction?.[1]?.length ?? 0));
}
