import type { Plan } from '@vt/plan';
import type { Statement } from '@vt/sqlparser';
import type { PlannerEnvironment } from './environment.ts';
import { refuse } from './refuse.ts';
import { planMirrored } from './statements/mirror.ts';
import { planChange } from './writes/change/plan-change.ts';
import { planInsert } from './writes/insert/plan-insert.ts';
import { targeted } from './writes/targeted.ts';

/** The plan of a statement that reads or writes rows. @throws VtError: VT12001 for what cannot be done right. */
export function planStatement(statement: Statement, environment: PlannerEnvironment): Plan {
  switch (statement.kind) {
    case 'Select':
    case 'Union':
    case 'ParenSelect':
    case 'TableStatement':
    case 'ValuesStatement':
      return planMirrored(statement, environment);
    case 'Insert':
      return planInsert(targeted(statement, environment));
    case 'Update':
    case 'Delete':
      return planChange(targeted(statement, environment));
    default:
      return refuse(`planning a ${statement.kind} statement`);
  }
}
