import type { PlanNode } from '@vt/plan';
import type { BindVariable, BindVariables, Field, Row } from '@vt/sqltypes';
import { checkOnlyCompared, noDate } from '../adapt/date-functions.ts';
import { bindOf, isDate, isNoDate, isZeroDate, zeroDate } from '../rows/binds.ts';

/** The arguments of a statement for one row; NULL without one. @param to who gets them */
export function argumentsOf(
  vars: Readonly<Record<string, number>>,
  row: Row | undefined,
  fields: readonly Field[],
  to: PlanNode,
): BindVariables {
  const argument = (column: number): BindVariable => {
    const value = row?.[column] ?? null;
    const field = fields[column] as Field;
    if (!value || !isDate(field.type) || !isNoDate(value)) return bindOf(value, field);
    if (!isZeroDate(value)) throw noDate();
    checkOnlyCompared(to);
    return zeroDate;
  };
  return Object.fromEntries(Object.entries(vars).map(([name, column]) => [name, argument(column)]));
}
