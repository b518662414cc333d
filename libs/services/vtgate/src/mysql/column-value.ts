import { type BindValue, type BindVariable, isNumber, isText, Type } from '@vt/sqltypes';
import type { VariableValue } from '../session/session.ts';
import { wholeBesideDate } from './beside-date.ts';
import { DECIMALS_OF_MOMENT } from './computed-literal.ts';
import { asOtherMoment, DATE, MOMENTS, ONLY_NUMBER, textOf } from './derived-params.ts';
import { numberOfMoment } from './temporal-number.ts';

/**
 * Among the columns of a SELECT: of the type that was derived for it, also where it is a number that is to be a moment, or a NULL. `isAgain`: MySQL
 * prepares the statement once more for its values, and those that are numbers stay what they are.
 */
export function asColumn(
  given: BindVariable,
  typed: BindValue,
  derived: number | undefined,
  isOperandThere: boolean,
  isAgain: boolean,
): VariableValue {
  if (derived === undefined) return typed;
  if (given.type === Type.NULL_TYPE) return nullAsColumn(typed, derived, isOperandThere, isAgain);
  if (derived === Type.VARBINARY) return typed.type === Type.VARBINARY ? { ...typed, isShort: true } : typed;
  if (!MOMENTS.has(derived)) return typed;
  if (isOperandThere) return isAgain && derived !== Type.TIME ? typed : numberOfOperand(given, typed, derived);
  if (isAgain) return typed;
  return isNumber(typed.type) ? momentOfNumber(typed, derived) : asOtherMoment(typed, derived);
}

/** Beside a moment, arithmetic takes all for numbers that may have microseconds, and beside a date for whole ones. */
function numberOfOperand(given: BindVariable, typed: BindValue, derived: number): VariableValue {
  // A date beside a DATETIME stays a date's number.
  const isDate = typed.type === Type.DATE || (isText(given.type) && DATE.test(textOf(given)));
  if (isDate && derived === Type.DATETIME)
    return { ...numberOfMoment(given), type: Type.DECIMAL, decimals: DECIMALS_OF_MOMENT };
  const whole = derived === Type.DATE ? wholeBesideDate(given) : undefined;
  if (whole !== undefined) return { type: Type.INT64, value: Buffer.from(whole) };
  if (MOMENTS.has(typed.type) && !isNumber(given.type)) return typed;
  const isOne = isNumber(given.type) || ONLY_NUMBER.test(textOf(given));
  const value = isOne ? typed.value : Buffer.from('0');
  const number = Number(Buffer.from(value ?? '').toString());
  const isWhole = derived === Type.DATE && Number.isSafeInteger(number) && (number !== 0 || !isOne);
  if (isWhole) return { type: Type.INT64, value: Buffer.from(`${number}`) };
  return { type: Type.DECIMAL, value, decimals: DECIMALS_OF_MOMENT };
}

/** A number as a moment, NULL where it is none; what a cast takes for another moment than a parameter is stays a number. */
function momentOfNumber(typed: BindValue, derived: number): VariableValue {
  const number = Number(Buffer.from(typed.value ?? '').toString());
  const isOther = derived === Type.DATE ? number >= 0 && number <= DAYS_WITHOUT_MONTH : number === 0;
  return isOther && derived !== Type.TIME ? typed : { ...typed, type: derived, ofNumber: true };
}

/** Zero is the zero date, and 5 is a day of no month: a cast makes NULL of both. */
const DAYS_WITHOUT_MONTH = 100;

/** It has the type that was derived for it: to arithmetic that of a number. */
function nullAsColumn(value: BindValue, derived: number, isOperandThere: boolean, isAgain: boolean): VariableValue {
  if (isOperandThere && derived === Type.DATE) return { ...value, nullOf: Type.INT64 };
  if (isOperandThere && MOMENTS.has(derived)) return { ...value, nullOf: Type.DECIMAL, decimals: DECIMALS_OF_MOMENT };
  if (derived === Type.YEAR || derived === Type.BIT) return isOperandThere ? { ...value, nullOf: Type.UINT64 } : value;
  if (derived === Type.VARBINARY && !isAgain) return { ...value, nullOf: derived, isShort: true };
  const isKnown = isNumber(derived) || MOMENTS.has(derived) || (derived === Type.VARCHAR && !isAgain);
  return isKnown ? { ...value, nullOf: derived } : value;
}
