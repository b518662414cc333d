import { explainNode, type Plan } from '@vt/plan';
import type { ScratchPlan } from '@vt/planner';
import type { Select } from '@vt/sqlparser';
import { reasonOf } from './scratch-road.ts';

/** A scratch read as VEXPLAIN shows it: why it is one, what is fetched, and what runs over it. */
export function explainScratch(plan: ScratchPlan, refusal: unknown, planFetch: (fetch: Select) => Plan): object {
  const inputs = plan.tables.map((table) => ({
    ...explainNode(planFetch(table.fetch).root),
    ScratchTable: table.name,
    Definition: table.create,
  }));
  return { OperatorType: 'Scratch', Reason: reasonOf(refusal), Query: plan.query, Inputs: inputs };
}
