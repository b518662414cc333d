import { type BindVariable, isBinary, isFloat, isIntegral, isNumber, isText, isUnsigned, Type } from '@vt/sqltypes';
import { decimalText } from '../executor/session-answers/typed-variable.ts';
import type { Seen } from './computed-params.ts';
import {
  asDerived,
  asOtherMoment,
  asPreparedAgain,
  castToMoment,
  isPreparedAgain,
  MOMENTS,
  ONLY_NUMBER,
  textOf,
} from './derived-params.ts';
import { wholeAsDouble } from './double-literal.ts';
import type { KnownParams } from './known-params.ts';
import { isOperand } from './operands.ts';
import { numberOfMoment } from './temporal-number.ts';

/** Of a parameter that is a decimal, whatever its value has, and of a moment that is computed with as a number. */
const DECIMALS = 30;
export const DECIMALS_OF_MOMENT = 6;
const CASTS: ReadonlyMap<number, string> = new Map<number, string>([
  [Type.DATE, 'date'],
  [Type.DATETIME, 'datetime(6)'],
  [Type.TIME, 'time(6)'],
  [Type.DECIMAL, 'decimal(65,30)'],
  [Type.FLOAT32, 'double'],
  [Type.FLOAT64, 'double'],
]);

type Statement = KnownParams & {
  readonly sql: string;
  /** Where its `?` are. */
  readonly params: readonly number[];
};

/** A parameter of which something is computed. */
export type Computed = {
  /** As it was sent, and as a value of the type that MySQL computes with. */
  readonly given: BindVariable;
  readonly typed: BindVariable;
  readonly derived: number | undefined;
  readonly seen: Seen;
};

/**
 * What is written for it where the literal of the typed value does not say all that is seen of it, or would keep from a server what is wrong with it.
 * `literal`: that of a value. Undefined: the literal does.
 */
export function computedText(param: Computed, literal: (value: BindVariable) => string): string | undefined {
  const { given, typed, derived, seen } = param;
  // Where nothing is derived, as by a MariaDB, values are what their literals are.
  if (derived === undefined || derived === Type.NULL_TYPE) return undefined;
  if (given.type === Type.NULL_TYPE) return nullOf(derived, seen);
  // To the operators of bits a literal of bytes is a number, and so is a text.
  if (typed.type === Type.VARBINARY) return `cast(${literal(given)} as binary)`;
  // One that is sent as what it is stays a moment where none is wanted.
  if (MOMENTS.has(given.type) && !MOMENTS.has(derived)) return `cast(${literal(given)} as ${CASTS.get(given.type)})`;
  if (MOMENTS.has(derived))
    return seen.operand ? numberText(param, literal) : seen.moment ? momentText(param, literal) : undefined;
  if (isText(given.type) && isNumber(typed.type) && !isNumberFor(derived, textOf(given)))
    return `cast(${literal(given)} as ${CASTS.get(derived) ?? (isUnsigned(derived) ? 'unsigned' : 'signed')})`;
  return typed.type === Type.DECIMAL && seen.digits ? decimalText(literal(typed), DECIMALS) : undefined;
}

/** A NULL decides of the digits of what it is chosen beside, and of how a moment looks. */
function nullOf(derived: number, { digits, moment }: Seen): string | undefined {
  if (derived === Type.VARCHAR) return digits ? "nullif('', '')" : undefined;
  const isSeen = MOMENTS.has(derived) ? moment : derived === Type.DECIMAL && digits;
  return isSeen ? `cast(null as ${CASTS.get(derived)})` : undefined;
}

/** Beside bits and years only a whole number is one. */
const isNumberFor = (derived: number, text: string): boolean =>
  derived === Type.BIT || derived === Type.YEAR ? /^\s*[-+]?\d+\s*$/.test(text) : ONLY_NUMBER.test(text);

/** Arithmetic takes a moment for a number with microseconds, and whatever else is given too. */
function numberText({ given, seen }: Computed, literal: (value: BindVariable) => string): string | undefined {
  if (isBinary(given.type) || (isIntegral(given.type) && !seen.digits)) return undefined;
  const isWritten = isNumber(given.type) || ONLY_NUMBER.test(textOf(given));
  if (!isWritten && !WRITTEN_MOMENT.test(textOf(given))) return undefined;
  const number = isWritten ? { type: Type.DECIMAL, value: given.value } : numberOfMoment(given);
  return seen.digits ? decimalText(literal(number), DECIMALS_OF_MOMENT) : literal(number);
}

const WRITTEN_MOMENT = /^-?\d{1,4}[-:]\d{1,2}[-:]\d{1,2}([ T]\d{1,2}:\d{1,2}:\d{1,2})?(\.\d{1,6})?$/;

function momentText(
  { given, typed, derived = 0 }: Computed,
  literal: (value: BindVariable) => string,
): string | undefined {
  // A whole number beside a date may have a time.
  const ofNumber = derived === Type.DATE && isIntegral(given.type) ? Type.DATETIME : derived;
  if (isNumber(given.type)) return `cast(${literal(given)} as ${CASTS.get(ofNumber)})`;
  const name = MOMENTS.has(typed.type) ? CASTS.get(asOtherMoment(typed, derived).type) : castToMoment(given, derived);
  return name && `cast(${literal(typed)} as ${name})`;
}

/**
 * The parameters with those as their statement computes with them of which something is computed, for who sends them on as literals. Undefined: a
 * literal does not say all that is seen of one.
 */
export function asComputed(
  { sql, params: offsets, derived: types = [], computed }: Statement,
  params: readonly BindVariable[],
): readonly BindVariable[] | undefined {
  if (computed.size === 0) return params;
  const typing = isPreparedAgain(params, types) ? asPreparedAgain : asDerived;
  let out: BindVariable[] | undefined;
  for (const [i, seen] of computed) {
    const given = params[i];
    if (!given) continue;
    const derived = types[i];
    const typed = typing(given, derived, isOperand(sql, offsets[i] as number));
    if (computedText({ given, typed, derived, seen }, noText) !== undefined) return undefined;
    const sent = isFloat(typed.type) ? wholeAsDouble(typed) : typed;
    if (sent !== given) (out ??= params.slice())[i] = sent;
  }
  return out ?? params;
}

const noText = (): string => '';
