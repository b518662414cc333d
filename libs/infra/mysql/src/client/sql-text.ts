import { defaultLiteralMode, encodeString } from '@vt/sqltypes';

/** What `sql` writes as a literal. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** Values as literals for a session in the default sql_mode, whose character set is utf8mb4. */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return encodeString(Buffer.from(value), defaultLiteralMode).toString('utf8');
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

/** Statement text with its values as literals. */
export function sql(texts: TemplateStringsArray, ...values: readonly SqlValue[]): string {
  return texts.reduce((text, part, i) => text + literal(values[i - 1] ?? null) + part);
}
