import type { PlanningSteps } from '../context.ts';
import { emit, emitBlock } from '../emit/emit.ts';
import { rules } from '../rules/index.ts';
import { applyRules } from '../rules/rule.ts';
import { addFilter } from './filter.ts';
import { planFromWhere, planQuery } from './query.ts';

export const steps: PlanningSteps = {
  addFilter,
  applyRules: (op, ctx) => applyRules(rules, op, ctx),
  emit,
  emitBlock,
  planFromWhere,
  planQuery,
};
