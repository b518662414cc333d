import { type BindVariable, type BindVariables, type Field, isBinary, isFloat, isText, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';

/** A value of one statement as an argument of another. */
export function bindOf(value: Uint8Array | null, field: Field): BindVariable {
  if (value === null) return { type: Type.NULL_TYPE, value: new Uint8Array(0) };
  if (isText(field.type) || field.type === Type.ENUM || field.type === Type.SET) return { type: Type.VARCHAR, value };
  if (isBinary(field.type)) return { type: Type.VARBINARY, value };
  // Without an exponent a literal would be a DECIMAL.
  if (isFloat(field.type)) return { type: field.type, value: withExponent(value) };
  // Without a point it would be an integer.
  if (field.type === Type.DECIMAL) return { type: field.type, value: withPoint(value) };
  return { type: field.type, value };
}

function withPoint(value: Uint8Array): Uint8Array {
  return value.includes(POINT) ? value : Buffer.concat([value, Buffer.from('.')]);
}

const POINT = 0x2e;

export function withBinds(ctx: ExecutionContext, binds: BindVariables): ExecutionContext {
  return { ...ctx, binds: { ...ctx.binds, ...binds } };
}

function withExponent(value: Uint8Array): Uint8Array {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  return /[eE]/.test(text) ? value : Buffer.from(`${text}e0`);
}
