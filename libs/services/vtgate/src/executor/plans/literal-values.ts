import { type Fingerprint, Span } from '@vt/sqlparser';
import { type BindValue, type BindVariable, type BindVariables, isIntegral, Type } from '@vt/sqltypes';
import { tellsShard } from '@vt/vschema';
import type { PlannedTemplate } from './template.ts';

const INT = 'i';
const NEGATIVE = 'n';
const DECIMAL = 'd';
const FLOAT = 'f';
const STRING = 's';

/** A literal's value where it is plain to see: a number, or a string without escapes. */
export function literalValue(found: Fingerprint, index: number, sql: Buffer): BindValue | undefined {
  const start = found.starts[index] as number;
  const end = found.ends[index] as number;
  switch ((found.kinds[index] as number) & ~(Span.DoubleQuoted | Span.InList)) {
    case Span.Int:
      return { type: Type.INT64, value: sql.subarray(start, end) };
    case Span.Int | Span.Negative:
      return isDigit(sql[start + 1]) ? { type: Type.INT64, value: sql.subarray(start, end) } : undefined;
    case Span.String:
      return { type: Type.VARCHAR, value: sql.subarray(start + 1, end - 1) };
    default:
      return undefined;
  }
}

/** All of them, in memory of their own; undefined where one is not plain. */
export function literalValues(found: Fingerprint, sql: Buffer): BindValue[] | undefined {
  const own = Buffer.from(sql);
  const values: BindValue[] = [];
  for (let i = 0; i < found.literals; i++) {
    const value = literalValue(found, i, own) ?? fraction(found, i, own);
    if (!value) return undefined;
    values.push(value);
  }
  return values;
}

function fraction(found: Fingerprint, index: number, sql: Buffer): BindValue | undefined {
  const kind = (found.kinds[index] as number) & ~Span.InList;
  if (kind !== Span.Decimal && kind !== Span.Float) return undefined;
  const value = sql.subarray(found.starts[index], found.ends[index]);
  return { type: kind === Span.Decimal ? Type.DECIMAL : Type.FLOAT64, value };
}

/** A character for what each value is; undefined for what no literal is planned for. */
export function kindsOf(values: readonly BindVariable[]): string | undefined {
  let kinds = '';
  for (const { type, value } of values) {
    if (isIntegral(type)) kinds += value[0] === MINUS ? NEGATIVE : INT;
    else if (type === Type.VARCHAR) kinds += STRING;
    else if (type === Type.DECIMAL) kinds += DECIMAL;
    else if (type === Type.FLOAT64) kinds += FLOAT;
    else return undefined;
  }
  return kinds;
}

/** The values as the binds of a template; undefined where its plan would not be theirs. */
export function bindsOf(template: PlannedTemplate, values: readonly BindVariable[]): BindVariables | undefined {
  if (kindsOf(values) !== template.kinds) return undefined;
  for (const { literal, column } of template.routed) {
    if (!tellsShard(values[literal] as BindValue, column)) return undefined;
  }
  for (const literal of template.counts) {
    const { type, value } = values[literal] as BindValue;
    if (!isIntegral(type) || !isDigit(value[0])) return undefined;
  }
  const binds: Record<string, BindVariable> = {};
  for (let i = 0; i < values.length; i++) binds[`_l${i + 1}`] = { ...(values[i] as BindVariable), written: true };
  return binds;
}

const MINUS = 0x2d;

/** Blanks may stand behind a minus. */
function isDigit(c: number | undefined): boolean {
  return c !== undefined && c >= 0x30 && c <= 0x39;
}
