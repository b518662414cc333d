import { VtError } from '@vt/base';
import type { PlanValue, PlanValues } from '@vt/plan';
import { encodeText } from '@vt/sqlparser';
import { type BindValue, type BindVariable, type BindVariables, Type } from '@vt/sqltypes';

/** The value behind a plan value. @throws VT03026 for a bind that the client did not send. */
export function resolveValue(value: PlanValue, binds: BindVariables): BindValue {
  if (value.kind === 'Literal') {
    const bytes = value.type === Type.VARBINARY ? encodeText(value.text) : Buffer.from(value.text);
    return { type: value.type, value: bytes };
  }
  const bind = binds[value.name];
  if (!bind) throw VtError.of('VT03026', value.name);
  if (bind.type === Type.TUPLE) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `TUPLE was supplied for single value bind var: ${value.name}`,
    });
  }
  return integral(bind);
}

/** The point of a whole DECIMAL (`rows/binds.ts`) is no part of its value. */
function integral(bind: BindVariable): BindValue {
  return bind.type === Type.DECIMAL && bind.value.at(-1) === 0x2e
    ? { type: bind.type, value: bind.value.subarray(0, -1) }
    : bind;
}

export function resolveValues(values: PlanValues, binds: BindVariables): readonly BindValue[] {
  if (values.kind === 'List') return values.values.map((value) => resolveValue(value, binds));
  const bind = binds[values.name];
  if (!bind) throw VtError.of('VT03026', values.name);
  return bind.type === Type.TUPLE ? (bind.values ?? []).map(integral) : [integral(bind)];
}
