import type { Plan } from '@vt/plan';
import { parse } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { Column, VSchema } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { planStatement } from '../plan-statement.ts';

/** The plan of a statement of a session that has selected keyspace `ks`. */
export function planned(sql: string, vschema: VSchema, more: Partial<PlannerEnvironment> = {}): Plan {
  return planStatement(parse(sql), {
    vschema,
    keyspace: 'ks',
    tabletType: 'PRIMARY',
    destination: undefined,
    anyKeyspace: 'ks',
    noScatter: false,
    foreignKeyChecks: true,
    view: () => undefined,
    ...more,
  });
}

/** A column as tablets tell of it: nullable, without a default. */
export const tableColumn = (name: string, type: number = Type.INT64, collation?: string): Column => ({
  name,
  type,
  collation,
  invisible: false,
  nullable: true,
  default: undefined,
  generated: false,
  autoIncrement: false,
});
