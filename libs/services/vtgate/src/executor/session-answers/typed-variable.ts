import { isMariadbVersion } from '@vt/mysql';
import { decodeText, type Expr, parse, quoteString } from '@vt/sqlparser';
import { isBinary, isIntegral, isSigned, Type } from '@vt/sqltypes';
import type { VariableValue } from '../../session/session.ts';

const INT64_MAX = 2n ** 63n - 1n;
/** As long as MySQL takes a variable's text to be. */
const CHARS_MAX = 16_777_215;
const MYSQL_DECIMALS = 30;
/** Those of NULL to aggregate functions of bits, which they take no more of. */
const SHORT_BYTES = 511;

/**
 * An expression that has the value and, to a mysqld, the type of a user variable: nullable, as wide as MySQL makes them. Undefined: the
 * literal must do. `decimals`: those of a decimal variable, see `decimalsOfVariables`.
 */
export function typedVariable(value: VariableValue | undefined, decimals: number): Expr | undefined {
  const text = value ? typedText(value, decimals) : 'cast(null as binary(65532))';
  if (text === undefined) return undefined;
  const statement = parse(`select ${text}`);
  const column = statement.kind === 'Select' ? statement.columns[0] : undefined;
  return column?.kind === 'AliasedExpr' ? column.expr : undefined;
}

function typedText({ type, value, nullOf, ofNumber, isShort }: VariableValue, decimals: number): string | undefined {
  if (type === Type.NULL_TYPE) return isShort ? `cast(null as binary(${SHORT_BYTES}))` : nullText(nullOf, decimals);
  const text = decodeText(value);
  if (isIntegral(type))
    return nullable(`cast(${text} as ${isSigned(type) && BigInt(text) <= INT64_MAX ? 'signed' : 'unsigned'})`);
  if (type === Type.DECIMAL) return decimalText(text, decimals);
  if (type === Type.FLOAT64 || type === Type.FLOAT32) return nullable(/e/i.test(text) ? text : `${text}e0`);
  if (type === Type.VARCHAR || type === Type.TEXT || type === Type.CHAR)
    return value.length > CHARS_MAX ? undefined : nullable(`cast(${quoteString(text)} as char(${CHARS_MAX}))`);
  if (isBinary(type)) return bytesText(value, isShort);
  return temporalText(type, text, ofNumber);
}

/** MySQL counts on all of the digits and keeps the value's own: IF and CONCAT hand them on without zeros at their end. MariaDB's value has all. */
export function decimalText(text: string, decimals: number): string {
  const type = `decimal(65,${decimals})`;
  return decimals === MYSQL_DECIMALS
    ? `if(true, ${text}, cast(null as ${type}))`
    : nullable(`cast(${text} as ${type})`);
}

/** No cast widens bytes without padding them. Aggregate functions of bits take short ones only. */
function bytesText(value: Uint8Array, isShort = false): string {
  const bytes = `cast(x'${Buffer.from(value).toString('hex')}' as binary)`;
  return isShort ? nullable(bytes) : `coalesce(${bytes}, cast(null as binary(${CHARS_MAX})))`;
}

/** Of a parameter: a user variable has no type of this kind. */
const MOMENTS: ReadonlyMap<number, string> = new Map<number, string>([
  [Type.DATE, 'date'],
  [Type.DATETIME, 'datetime(6)'],
  [Type.TIME, 'time(6)'],
]);

function temporalText(type: number, text: string, ofNumber = false): string | undefined {
  const moment = MOMENTS.get(type);
  return moment && nullable(`cast(${ofNumber ? text : quoteString(text)} as ${moment})`);
}

/** NULL of the type that the variable had before. */
function nullText(type: number | undefined, decimals: number): string {
  if (type === undefined) return 'cast(null as binary(16777215))';
  const moment = MOMENTS.get(type);
  if (moment) return `cast(null as ${moment})`;
  if (isIntegral(type)) return `cast(null as ${isSigned(type) ? 'signed' : 'unsigned'})`;
  if (type === Type.DECIMAL) return `cast(null as decimal(65,${decimals}))`;
  if (type === Type.FLOAT64 || type === Type.FLOAT32) return 'cast(null as double)';
  return isBinary(type) || type === Type.BIT ? 'cast(null as binary(16777215))' : `cast(null as char(${CHARS_MAX}))`;
}

/** How many digits behind the point a decimal variable has to its server. */
export function decimalsOfVariables(serverVersion: string): number {
  return isMariadbVersion(serverVersion) ? 38 : MYSQL_DECIMALS;
}

/** NULLIF(x, NULL) is x, and MySQL cannot know. */
function nullable(text: string): string {
  return `nullif(${text}, null)`;
}
