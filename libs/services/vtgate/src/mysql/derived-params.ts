import { type BindVariable, isBinary, isFloat, isIntegral, isNumber, isSigned, isText, Type } from '@vt/sqltypes';
import { isNumberOfMoment } from './temporal-number.ts';

export const MOMENTS: ReadonlySet<number> = new Set<number>([Type.DATE, Type.DATETIME, Type.TIME]);
const NUMBER = /^\s*([-+]?)(\d+)?(\.\d*)?([eE][-+]?\d+)?/;
/** A text that is a number, and nothing besides. */
export const ONLY_NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
export const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
export const MOMENT = /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/;
const PLAIN_TIME = /^\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;
/** YYMMDD and so on, which mean as numbers what they mean as texts. */
const NUMBER_OF_MOMENT = /^(?:\d{6}|\d{8}|\d{12}|\d{14})$/;
const NUMBER_WITH_TIME = /^(?:\d{12}|\d{14})$/;
/** A date to a parameter, whatever is between them, and none to a cast where it has no month or day: 10:00:00 is 2010-00-00. With a sign it is a time, which a cast to one takes. */
const NO_DATE = /^\s*(?:-\d+[^\d]+\d+[^\d]+\d|\d+[^\d]+(?:0+[^\d]+\d|\d+[^\d]+0+(?!\d)))/;
const TIME = /^-?\d{1,3}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/;

/**
 * A parameter's value as one of the type that MySQL derived for it from where it stands when the statement was prepared: what is computed of
 * it has that type. Where the value's own type is wider, MySQL goes by the value; what is not known to be converted stays. `isOperand`: of
 * arithmetic, which takes a text for the number that it begins with.
 */
export function asDerived(param: BindVariable, derived: number | undefined, isOperand = false): BindVariable {
  const { type, value } = param;
  if (derived === undefined || type === Type.NULL_TYPE) return param;
  if (derived === Type.VARBINARY) return isText(type) || isBinary(type) ? { type: Type.VARBINARY, value } : param;
  const text = Buffer.from(value ?? '').toString();
  if (isWhole(derived)) return isText(type) ? wholeOrWider(text, derived) : param;
  if (derived === Type.DECIMAL) {
    if (isIntegral(type)) return { type: Type.DECIMAL, value };
    return isText(type) ? { type: Type.DECIMAL, value: Buffer.from(plainNumber(text)) } : param;
  }
  if (derived === Type.FLOAT64 || derived === Type.FLOAT32) {
    if (isText(type)) return { type: Type.FLOAT64, value: Buffer.from(prefix(text)) };
    return isNumber(type) ? { type: Type.FLOAT64, value } : param;
  }
  return isText(type) || isIntegral(type) ? moment(param, text, derived, isOperand) : param;
}

/** Whether MySQL prepares the statement once more for these values, because one is not of a kind with what it derived. */
export function isPreparedAgain(params: readonly BindVariable[], derived: readonly number[]): boolean {
  return params.some((param, i) => {
    const type = derived[i];
    if (type === undefined || param.type === Type.NULL_TYPE) return false;
    if (isText(type) || isBinary(type)) return isNumber(param.type) || MOMENTS.has(param.type);
    if (MOMENTS.has(param.type) && isNumber(type)) return true;
    const { type: own } = asDerived(param, type);
    // Texts beside bits and years are whole numbers, or wrong.
    if (isText(param.type) && (type === Type.BIT || type === Type.YEAR)) return false;
    if (isWhole(type)) return own === Type.DECIMAL || isFloat(own);
    if (type === Type.DECIMAL) return isFloat(own);
    return type === Type.DATE && own === Type.DATETIME;
  });
}

/** The value where the statement was prepared again for it: a text that is none of what was derived is a text then. */
export function asPreparedAgain(param: BindVariable, derived: number | undefined, isOperand: boolean): BindVariable {
  if (derived === undefined || derived === Type.YEAR || derived === Type.VARBINARY) return param;
  if (!isText(param.type)) return MOMENTS.has(derived) ? asDerived(param, derived, isOperand) : param;
  const text = Buffer.from(param.value).toString();
  const isOne = MOMENTS.has(derived) ? DATE.test(text) || MOMENT.test(text) || TIME.test(text) : ONLY_NUMBER.test(text);
  return isOne ? asDerived(param, derived, isOperand) : param;
}

/** What is beside bits is a number. */
const isWhole = (type: number): boolean => isIntegral(type) || type === Type.BIT;

/** A text where a whole number is wanted is a number of the kind that it looks like. */
function wholeOrWider(text: string, derived: number): BindVariable {
  const isOne = ONLY_NUMBER.test(text);
  // Bits and years are whole, whatever the text has behind its point.
  const isWider = isOne && derived !== Type.BIT && derived !== Type.YEAR;
  const [, , , fraction, exponent] = isWider ? (NUMBER.exec(text) ?? []) : [];
  const value = Buffer.from(prefix(isWider ? text : (/^\s*[-+]?\d+/.exec(text)?.[0] ?? '')));
  if (exponent !== undefined) return { type: Type.FLOAT64, value };
  if (fraction !== undefined) return { type: Type.DECIMAL, value };
  return { type: isSigned(derived) || value[0] === MINUS ? Type.INT64 : Type.UINT64, value };
}

/** The number that a text begins with; 0: none. */
function prefix(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = NUMBER.exec(text) ?? [];
  if (whole === '' && fraction.length <= 1) return '0';
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction.length > 1 ? fraction : ''}${exponent}`;
}

/** The same without an exponent, which a decimal has none of. */
function plainNumber(text: string): string {
  const number = prefix(text);
  return /e/i.test(number)
    ? Number(number)
        .toFixed(10)
        .replace(/\.?0+$/, '')
    : number;
}

/** A date is also a moment of that day, and such a one has a time. */
export function asOtherMoment(typed: BindVariable, derived: number): BindVariable {
  const isWider = typed.type === Type.DATE && derived === Type.DATETIME;
  const isTimeOf = typed.type === Type.DATETIME && derived === Type.TIME;
  return isWider || isTimeOf ? { ...typed, type: derived } : typed;
}

export const textOf = ({ value }: BindVariable): string => Buffer.from(value ?? '').toString();

/** The type of a moment that MySQL makes of the value by a cast, NULL where it is none; undefined: it looks like one, or is none to be. */
export function castToMoment({ type, value }: BindVariable, derived: number | undefined): string | undefined {
  if (derived === undefined || !MOMENTS.has(derived)) return undefined;
  const text = Buffer.from(value ?? '').toString();
  if (isNumber(type) && !isCastNumber(derived, text)) return undefined;
  if (!isNumber(type) && !isText(type) && !isBinary(type)) return undefined;
  // A function's TIME is compared with a literal as a text: the same order where both have two digits of hours, but for no others.
  const looksLikeOne = derived === Type.TIME ? PLAIN_TIME : TIME;
  if (!isNumber(type) && (DATE.test(text) || MOMENT.test(text) || looksLikeOne.test(text))) return undefined;
  return derived === Type.DATE ? 'date' : derived === Type.DATETIME ? 'datetime(6)' : 'time(6)';
}

/** A number is a moment as a literal too, where it is one; zero is one in a condition, and none to a cast. */
function isCastNumber(derived: number, text: string): boolean {
  if (derived === Type.DATE) return text.startsWith('-');
  return derived === Type.TIME || Math.trunc(Number(text)) !== 0;
}

/** A text without a number where MySQL wants a whole one: it says so of a parameter, and of a literal it does not. */
export function isBlankNumber({ type, value }: BindVariable, derived: number | undefined): boolean {
  return (
    derived !== undefined &&
    isIntegral(derived) &&
    isText(type) &&
    Buffer.from(value ?? '')
      .toString()
      .trim() === ''
  );
}

/** Whether the values mean in a text what they mean as parameters, so that no way needs to look at them. */
export function areAsWritten(
  { counts, derived = [] }: { readonly counts: readonly number[]; readonly derived?: readonly number[] },
  params: readonly BindVariable[],
): boolean {
  for (const i of counts) {
    const param = params[i];
    if (!param || !isIntegral(param.type) || param.value[0] === MINUS) return false;
  }
  for (const [i, type] of derived.entries()) {
    const param = params[i];
    if (!param) continue;
    if (isBlankNumber(param, type) || castToMoment(param, type) !== undefined || isNumberOfMoment(param, type))
      return false;
  }
  return true;
}

const MINUS = 0x2d;

/** What is no moment is NULL then, and of the type nevertheless. */
function moment(param: BindVariable, text: string, derived: number, isOperand: boolean): BindVariable {
  if (!MOMENTS.has(derived)) return param;
  const isWritten = DATE.test(text) || MOMENT.test(text) || (derived === Type.TIME && TIME.test(text));
  if (isIntegral(param.type)) {
    if (derived === Type.TIME || !NUMBER_OF_MOMENT.test(text)) return param;
  } else if (!isWritten && (isOperand || (derived !== Type.TIME && NO_DATE.test(text)))) return param;
  const hasTime = derived === Type.DATE && (MOMENT.test(text) || NUMBER_WITH_TIME.test(text));
  return { type: hasTime ? Type.DATETIME : derived, value: param.value };
}
