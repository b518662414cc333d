import type { Plan } from '@vt/plan';
import type { Statement } from '@vt/sqlparser';
import type { PlannerEnvironment } from './environment.ts';
import { refuse } from './refuse.ts';
import { refuseLimitedLists } from './semantics/limited-lists.ts';
import { withLoadedAggregates } from './semantics/loaded-aggregates.ts';
import { withoutUnusedCtes } from './semantics/unused-ctes.ts';
import { planMirrored } from './statements/mirror.ts';
import { planChange } from './writes/change/plan-change.ts';
import { planInsert } from './writes/insert/plan-insert.ts';
import { targeted } from './writes/targeted.ts';

/** The plan of a statement that reads or writes rows. @throws VtError: VT12001 for what cannot be done right. */
export function planStatement(asked: Statement, given: PlannerEnvironment): Plan {
  if (given.refusesLimitedLists) refuseLimitedLists(asked);
  // MariaDB looks at all of them.
  const read = given.flavor === 'mysql' ? withoutUnusedCtes(asked) : asked;
  const { statement, environment } = withLoadedAggregates(read, given);
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
