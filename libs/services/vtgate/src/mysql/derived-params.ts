import { type BindVariable, isIntegral, isNumber, isSigned, isText, Type } from '@vt/sqltypes';

const NUMBER = /^\s*([-+]?)(\d+)?(\.\d*)?([eE][-+]?\d+)?/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const MOMENT = /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/;
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

function moment(param: BindVariable, text: string, derived: number): BindVariable {
  const isOne =
    (derived === Type.DATE && DATE.test(text)) ||
    (derived === Type.DATETIME && (MOMENT.test(text) || DATE.test(text))) ||
    (derived === Type.TIME && TIME.test(text));
  return isOne ? { type: derived, value: param.value } : param;
}
