import { defaultLiteralMode, encodeString } from '@vt/sqltypes';

/** A string as a literal, for sessions with the default sql_mode. */
export function literal(text: string): string {
  return encodeString(Buffer.from(text), defaultLiteralMode).toString();
}
