export type { PlannerEnvironment } from './environment.ts';
export { planStatement } from './plan-statement.ts';
export { rules } from './rules/index.ts';
export type { AnyRule, Observer } from './rules/rule.ts';
export { findMentions, type Mention } from './scratch/mentions.ts';
export { type ScratchPlan, type ScratchTable, scratchPlan } from './scratch/scratch-plan.ts';
export type { ColumnShape, KeyShape, TableShape } from './scratch/table-shape.ts';
export { UnplannedRead } from './unplanned.ts';
export { readVSchemaChange } from './vschema-change.ts';
