import { quoteName } from '@vt/sqlparser';
import { defaultLiteralMode, encodeString } from '@vt/sqltypes';

export { quoteName };

/** What `sql` writes as a literal. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** A name that `sql` writes between backquotes. */
export class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export const name = (text: string): Name => new Name(text);

/** Values as literals for a session in the default sql_mode, whose character set is utf8mb4. */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return encodeString(Buffer.from(value), defaultLiteralMode).toString('utf8');
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

/** Statement text with its values as literals, lists of values in parentheses, and names quoted. */
export function sql(
  texts: TemplateStringsArray,
  ...values: readonly (SqlValue | Name | readonly SqlValue[])[]
): string {
  return texts.reduce((text, part, i) => text + written(values[i - 1] as SqlValue) + part);
}

function written(value: SqlValue | Name | readonly SqlValue[]): string {
  if (value instanceof Name) return quoteName(value.name);
  if (Array.isArray(value)) return `(${(value as readonly SqlValue[]).map(literal).join(', ')})`;
  return literal(value as SqlValue);
}
