import { type BindVariable, type BindVariables, type Field, isIntegral, isSigned, Type } from '@vt/sqltypes';
import { bindOf } from './binds.ts';

const TOLD = new Set<number>([Type.FLOAT64, Type.DECIMAL, Type.VARCHAR, Type.TEXT, Type.VARBINARY, Type.BLOB]);

/** Whether a literal of a value of the column has the column's type. */
export function isTold({ type }: Field): boolean {
  return TOLD.has(type) || (isIntegral(type) && isSigned(type));
}

/** Arguments of the types that the columns' values have: what a statement makes of NULL has no type. */
export function samplesOf(vars: Readonly<Record<string, number>>, fields: readonly Field[]): BindVariables {
  return Object.fromEntries(
    Object.entries(vars).map(([name, column]) => [name, sampleOf(fields[column] as Field)] as const),
  );
}

function sampleOf(field: Field): BindVariable {
  const { type } = field;
  if (isIntegral(type) || type === Type.YEAR) return bindOf(Buffer.from('1'), field);
  if (type === Type.FLOAT32 || type === Type.FLOAT64) return bindOf(Buffer.from('1'), field);
  if (type === Type.DECIMAL) return bindOf(Buffer.from(decimal(field)), field);
  if (type === Type.DATE) return bindOf(Buffer.from('2000-01-01'), field);
  if (type === Type.TIME) return bindOf(Buffer.from(`00:00:00${fraction(field)}`), field);
  if (type === Type.DATETIME || type === Type.TIMESTAMP)
    return bindOf(Buffer.from(`2000-01-01 00:00:00${fraction(field)}`), field);
  if (type === Type.NULL_TYPE || type === Type.JSON || type === Type.BIT || type === Type.GEOMETRY)
    return bindOf(null, field);
  return bindOf(Buffer.from('0'), field);
}

/** As many digits as the column has; its length counts the point and a sign. */
function decimal({ columnLength, decimals }: Field): string {
  const whole = Math.max(1, columnLength - decimals - (decimals > 0 ? 2 : 1));
  return `${'9'.repeat(Math.min(whole, 65 - decimals))}.${'9'.repeat(decimals)}`;
}

const fraction = ({ decimals }: Field): string => (decimals > 0 && decimals <= 6 ? `.${'0'.repeat(decimals)}` : '');
