export type { PlannerEnvironment } from './environment.ts';
export { planStatement } from './plan-statement.ts';
export { rules } from './rules/index.ts';
