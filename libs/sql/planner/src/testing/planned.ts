import type { Plan } from '@vt/plan';
import { parse } from '@vt/sqlparser';
import type { VSchema } from '@vt/vschema';
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
