import { type BindVariable, isFloat, isIntegral, isNumber, isText } from '@vt/sqltypes';
import { DATE, MOMENT, textOf } from './derived-params.ts';

const EIGHT_DIGITS = /^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
/** What may be a date in another way of writing. */
const NUMBER_OF_DATE = /^\s*\d{6,}/;
const WHOLE_PREFIX = /^\s*([-+]?\d+)/;

/** For what whole number arithmetic takes a parameter beside a date. Undefined: it is a date, or zero, which is none. */
export function wholeBesideDate(given: BindVariable): string | undefined {
  const text = textOf(given);
  if (EIGHT_DIGITS.test(text)) return text;
  if (NUMBER_OF_DATE.test(text)) return undefined;
  if (isText(given.type))
    return DATE.test(text) || MOMENT.test(text) ? undefined : (WHOLE_PREFIX.exec(text)?.[1] ?? '0');
  if (!isNumber(given.type) || Number(text) === 0) return undefined;
  return isIntegral(given.type) ? text : rounded(text, isFloat(given.type));
}

/** A DOUBLE that is half way between two goes to the even one, a decimal away from zero. */
function rounded(text: string, toEven: boolean): string {
  const number = Math.abs(Number(text));
  const isHalf = number % 1 === 0.5;
  const whole = isHalf && toEven && Math.floor(number) % 2 === 0 ? Math.floor(number) : Math.round(number);
  return `${text.startsWith('-') ? '-' : ''}${whole}`;
}
