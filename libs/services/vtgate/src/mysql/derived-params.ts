import { type BindVariable, isBinary, isIntegral, isNumber, isSigned, isText, Type } from '@vt/sqltypes';
import { isNumberOfMoment } from './temporal-number.ts';

const MOMENTS: ReadonlySet<number> = new Set<number>([Type.DATE, Type.DATETIME, Type.TIME]);
const NUMBER = /^\s*([-+]?)(\d+)?(\.\d*)?([eE][-+]?\d+)?/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const MOMENT = /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/;
const PLAIN_TIME = /^\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;
const TIME = /^-?\d{1,3}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/;

/**
 * A parameter's value as one of the type that MySQL derived for it from where it stands when the statement was prepared: what is computed of
 * it has that type. Where the value's own type is wider, MySQL goes by the value; what is not known to be converted stays.
 */
export function asDerived(param: BindVariable, derived: number | undefined): BindVariable {
  const { type, value } = param;
  if (derived === undefined || type === Type.NULL_TYPE) return param;
  const text = Buffer.from(value ?? '').toString();
  if (isIntegral(derived)) return isText(type) ? wholeOrWider(text, derived) : param;
  if (derived === Type.DECIMAL) {
    if (isIntegral(type)) return { type: Type.DECIMAL, value };
    return isText(type) ? { type: Type.DECIMAL, value: Buffer.from(plainNumber(text)) } : param;
  }
  if (derived === Type.FLOAT64 || derived === Type.FLOAT32) {
    if (isText(type)) return { type: Type.FLOAT64, value: Buffer.from(prefix(text)) };
    return isNumber(type) ? { type: Type.FLOAT64, value } : param;
  }
  return isText(type) ? moment(param, text, derived) : param;
}

/** A text where a whole number is wanted is a number of the kind that it looks like. */
function wholeOrWider(text: string, derived: number): BindVariable {
  const [, , , fraction, exponent] = NUMBER.exec(text) ?? [];
  const value = Buffer.from(prefix(text));
  if (exponent !== undefined) return { type: Type.FLOAT64, value };
  if (fraction !== undefined) return { type: Type.DECIMAL, value };
  return { type: isSigned(derived) || text.includes('-') ? Type.INT64 : Type.UINT64, value };
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

/** The type of a moment that MySQL makes of the value by a cast, NULL where it is none; undefined: it looks like one, or is none to be. */
export function castToMoment({ type, value }: BindVariable, derived: number | undefined): string | undefined {
  if (derived === undefined || !MOMENTS.has(derived)) return undefined;
  const text = Buffer.from(value ?? '').toString();
  // A number is one as a literal too, but for those that are none.
  if (isNumber(type) && !(derived === Type.TIME || (derived === Type.DATE && text.startsWith('-')))) return undefined;
  if (!isNumber(type) && !isText(type) && !isBinary(type)) return undefined;
  // A function's TIME is compared with a literal as a text: the same order where both have two digits of hours, but for no others.
  const looksLikeOne = derived === Type.TIME ? PLAIN_TIME : TIME;
  if (!isNumber(type) && (DATE.test(text) || MOMENT.test(text) || looksLikeOne.test(text))) return undefined;
  return derived === Type.DATE ? 'date' : derived === Type.DATETIME ? 'datetime(6)' : 'time(6)';
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

function moment(param: BindVariable, text: string, derived: number): BindVariable {
  const isOne =
    (derived === Type.DATE && DATE.test(text)) ||
    (derived === Type.DATETIME && (MOMENT.test(text) || DATE.test(text))) ||
    (derived === Type.TIME && TIME.test(text));
  return isOne ? { type: derived, value: param.value } : param;
}
