import { type Fingerprint, Span } from '@vt/sqlparser';
import { type BindValue, type BindVariable, type BindVariables, isIntegral, Type } from '@vt/sqltypes';
import { tellsShard } from '@vt/vschema';
import type { PlannedTemplate } from './fast-plan.ts';

/** A literal's value where it is plain to see: an integer, or a string without escapes. */
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
    const value = literalValue(found, i, own);
    if (!value) return undefined;
    values.push(value);
  }
  return values;
}

/** The values as the binds of a template; undefined where its plan would not be theirs. */
export function bindsOf(template: PlannedTemplate, values: readonly BindVariable[]): BindVariables | undefined {
  if (values.length !== template.literals) return undefined;
  for (const { literal, column } of template.routed) {
    if (!tellsShard(values[literal] as BindValue, column)) return undefined;
  }
  for (const literal of template.counts) {
    const { type, value } = values[literal] as BindValue;
    if (!isIntegral(type) || !isDigit(value[0])) return undefined;
  }
  const binds: Record<string, BindVariable> = {};
  for (let i = 0; i < values.length; i++) binds[`_l${i + 1}`] = values[i] as BindVariable;
  return binds;
}

/** Blanks may stand behind a minus. */
function isDigit(c: number | undefined): boolean {
  return c !== undefined && c >= 0x30 && c <= 0x39;
}
