import { VtError } from '@vt/base';
import {
  ColumnFlag,
  type Field,
  isFloat,
  isIntegral,
  isText,
  type RealTexts,
  shownReals,
  Type,
  wholeReals,
} from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { type Decimal, formatDecimal, parseDecimal, rescale } from '../rows/compare.ts';

/** Nothing yet, an exact number, or a floating one. */
export type Sum = undefined | Decimal | number;
export const emptySum: Sum = undefined;

/** A floating number's decimals where they are not fixed. */
const FLOAT_DECIMALS = 31;
/** What stands around the decimals: all digits of a double, its sign and point; where they are not fixed, an exponent too. */
const FLOAT_ROOM = 17;
const FLOAT_LENGTH = 23;

/** How what is added up is written where it is a floating number. */
export const realTexts = ({ evaluation }: ExecutionContext): RealTexts =>
  evaluation?.wholeReals ? wholeReals : shownReals;

/** The type of what is computed with so many decimals. */
export function floatOf(decimals: number): Pick<Field, 'type' | 'decimals' | 'columnLength'> {
  const fixed = decimals < FLOAT_DECIMALS;
  return {
    type: Type.FLOAT64,
    decimals: fixed ? decimals : FLOAT_DECIMALS,
    columnLength: fixed ? FLOAT_ROOM + decimals : FLOAT_LENGTH,
  };
}

/** The type of a sum. @throws VT12001 for a column that MySQL would first make a number of in ways of its own. */
export function sumField(source: Field): Field {
  const base = {
    ...source,
    flags: ColumnFlag.BINARY,
    columnType: '',
    table: '',
    orgTable: '',
    orgName: '',
    database: '',
  };
  if (isIntegral(source.type))
    return { ...base, type: Type.DECIMAL, decimals: 0, columnLength: source.columnLength + 22 };
  if (source.type === Type.DECIMAL) return { ...base, columnLength: source.columnLength + 22 };
  if (isFloat(source.type)) return { ...base, ...floatOf(source.decimals) };
  if (isText(source.type)) return { ...base, ...floatOf(FLOAT_DECIMALS), charset: 63 };
  if (source.type === Type.NULL_TYPE) return { ...base, type: Type.FLOAT64, decimals: FLOAT_DECIMALS };
  throw VtError.of('VT12001', `adding up column '${source.name}' of this type over shards`);
}

/** The type of a sum of what shards have added: they left the room that adding needs. */
export function sumOfSumsField(source: Field): Field {
  const field = sumField(source);
  return source.type === Type.DECIMAL ? { ...field, columnLength: source.columnLength } : field;
}

export function addSum(sum: Sum, value: Uint8Array, { type }: Field): Sum {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (isFloat(type) || isText(type)) return (typeof sum === 'number' ? sum : 0) + leadingNumber(text);
  const number = parseDecimal(text);
  if (sum === undefined || typeof sum === 'number') return number;
  const scale = Math.max(sum.scale, number.scale);
  return { units: rescale(sum, scale) + rescale(number, scale), scale };
}

/** As MySQL reads text as a number: as far as it is one, and no larger than there is one. */
function leadingNumber(text: string): number {
  const found = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text);
  return found ? Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(found[0]))) : 0;
}

export function sumText(sum: Sum, field: Field, texts: RealTexts): Uint8Array | null {
  if (sum === undefined) return null;
  if (typeof sum === 'number') return Buffer.from(texts.double(sum, field.decimals));
  return Buffer.from(
    formatDecimal({
      units: rescale(sum, Math.max(field.decimals, sum.scale)),
      scale: Math.max(field.decimals, sum.scale),
    }),
  );
}

const WORD_DIGITS = 9;
const words = (digits: number): number => Math.ceil(digits / WORD_DIGITS);

/** @param exact with all the digits that MySQL computes with, which are whole words of nine, cut. */
export function averageOf(sum: Sum, count: bigint, field: Field, texts: RealTexts, exact = false): Uint8Array | null {
  if (sum === undefined || count === 0n) return null;
  if (exact && typeof sum === 'number') return Buffer.from(wholeReals.double(sum / Number(count), FLOAT_DECIMALS));
  if (exact && typeof sum !== 'number') return Buffer.from(formatDecimal(exactQuotient(sum, count, field.decimals)));
  if (typeof sum === 'number') return Buffer.from(texts.double(sum / Number(count), field.decimals));
  return Buffer.from(formatDecimal(divide(sum, count, field.decimals)));
}

/** `digits`: how many are shown, which is what `div_precision_increment` adds to the sum's. */
function exactQuotient(sum: Decimal, count: bigint, digits: number): Decimal {
  const held = words(sum.scale) * WORD_DIGITS;
  const more = Math.max(0, digits - held);
  const scale = words(held + more) * WORD_DIGITS;
  return { units: rescale(sum, scale) / count, scale };
}

/** Rounded half away from zero. */
function divide(sum: Decimal, count: bigint, scale: number): Decimal {
  const units = sum.scale > scale ? sum.units : rescale(sum, scale);
  const divisor = sum.scale > scale ? count * 10n ** BigInt(sum.scale - scale) : count;
  const sign = units < 0n ? -1n : 1n;
  const size = units * sign;
  return { units: sign * ((size * 2n + divisor) / (divisor * 2n)), scale };
}
