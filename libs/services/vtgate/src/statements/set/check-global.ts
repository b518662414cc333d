import { VtError } from '@vt/base';
import { type BindValue, type Field, Type } from '@vt/sqltypes';
import type { StatementRun } from '../../executor/statement.ts';
import { evaluate } from './evaluate.ts';
import type { Assignment } from './parse-set.ts';

const INTEGERS: ReadonlySet<number> = new Set([
  ...[Type.INT8, Type.INT16, Type.INT24, Type.INT32, Type.INT64],
  ...[Type.UINT8, Type.UINT16, Type.UINT24, Type.UINT32, Type.UINT64],
]);
const FRACTIONS: ReadonlySet<number> = new Set([Type.DECIMAL, Type.FLOAT32, Type.FLOAT64]);
/** A variable that is ON or OFF shows as a number of one digit. */
const SWITCH_DIGITS = 1;

/**
 * What is not done is still refused where a mysqld refuses it. A variable that no mysqld knows is the gate's own.
 * @throws 1228 for what only sessions have, 1232 for a value of a type that the variable does not take.
 */
export async function checkGlobal(
  run: StatementRun,
  { name, value }: Extract<Assignment, { kind: 'variable' }>,
): Promise<void> {
  if (!/^[a-z_][\w$.]*$/.test(name)) return;
  const field = await globalField(run, name);
  if (!field || value.toUpperCase() === 'DEFAULT') return;
  if (!takes(field, await evaluate(run, value))) throw wrongType(name);
}

async function globalField(run: StatementRun, name: string): Promise<Field | undefined> {
  try {
    return (await run.ask(`select @@global.${name}`)).fields[0];
  } catch (error) {
    if (!(error instanceof VtError)) throw error;
    if (error.errno === 1193) return undefined;
    if (error.errno === 1238) throw sessionOnly(name);
    throw error;
  }
}

function takes(field: Field, { type }: BindValue): boolean {
  if (type === Type.NULL_TYPE) return true;
  const isText = !INTEGERS.has(type) && !FRACTIONS.has(type);
  if (FRACTIONS.has(field.type)) return !isText;
  if (!INTEGERS.has(field.type)) return !FRACTIONS.has(type);
  return INTEGERS.has(type) || (isText && field.columnLength === SWITCH_DIGITS);
}

function sessionOnly(name: string): VtError {
  const message = `Variable '${name}' is a SESSION variable and can't be used with SET GLOBAL`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1228, state: 'HY000', message });
}

function wrongType(name: string): VtError {
  const message = `Incorrect argument type to variable '${name}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1232, state: '42000', message });
}
