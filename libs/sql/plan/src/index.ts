export { explainNode, explainPlan } from './explain/explain.ts';
export type { AggregateFunction, AggregateNode, AggregateOutput } from './nodes/aggregate.ts';
export type { ChangedVindex, Dml, OwnedChange, RowPlace } from './nodes/dml.ts';
export type {
  FollowedChange,
  Insert,
  InsertCell,
  InsertRow,
  InsertSource,
  InsertVindex,
  KeyColumns,
  ReplacedRows,
  SearchedKey,
  SearchedRows,
} from './nodes/insert.ts';
export type { BatchKey, HashJoin, Join, JoinBatch, SemiJoin } from './nodes/join.ts';
export type { KeyColumn, SortKey } from './nodes/key.ts';
export type { Limit } from './nodes/limit.ts';
export type { Mirror } from './nodes/mirror.ts';
export type { ModifyRows, ModifyTarget, MovedRow } from './nodes/modify-rows.ts';
export type { OrderKey, Route } from './nodes/route.ts';
export type { Rows, RowsColumn } from './nodes/rows.ts';
export type {
  Concatenate,
  Distinct,
  Filter,
  Projection,
  RowExpr,
  SetOperation,
  SimpleProjection,
  Sort,
} from './nodes/rows-in-gate.ts';
export type { ScratchRead } from './nodes/scratch-read.ts';
export type { Send } from './nodes/send.ts';
export type { ApplySubquery, RecurseCte, UncorrelatedSubquery } from './nodes/subquery.ts';
export type { VindexFunc } from './nodes/vindex-func.ts';
export type { WithValues } from './nodes/with-values.ts';
export type { Plan, PlanNode, PlanType, StatementType } from './plan.ts';
export { isMultiShard, type Routing, type VindexUse } from './routing.ts';
export type { PlanRows, PlanValue, PlanValues } from './value.ts';
