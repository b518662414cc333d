import type { AggregateNode } from './nodes/aggregate.ts';
import type { Dml } from './nodes/dml.ts';
import type { Insert } from './nodes/insert.ts';
import type { HashJoin, Join, SemiJoin } from './nodes/join.ts';
import type { Limit } from './nodes/limit.ts';
import type { Mirror } from './nodes/mirror.ts';
import type { ModifyRows } from './nodes/modify-rows.ts';
import type { Route } from './nodes/route.ts';
import type { Rows } from './nodes/rows.ts';
import type {
  Concatenate,
  Distinct,
  Filter,
  Projection,
  SetOperation,
  SimpleProjection,
  Sort,
} from './nodes/rows-in-gate.ts';
import type { ScratchRead } from './nodes/scratch-read.ts';
import type { Send } from './nodes/send.ts';
import type { ApplySubquery, RecurseCte, UncorrelatedSubquery } from './nodes/subquery.ts';
import type { VindexFunc } from './nodes/vindex-func.ts';
import type { WithValues } from './nodes/with-values.ts';

/** One step of a plan. Frozen, JSON-printable data: what the planner and the engine both know. */
export type PlanNode =
  | AggregateNode
  | ApplySubquery
  | Concatenate
  | Distinct
  | Dml
  | Filter
  | HashJoin
  | Insert
  | Join
  | Limit
  | Mirror
  | ModifyRows
  | Projection
  | RecurseCte
  | Route
  | Rows
  | ScratchRead
  | SemiJoin
  | Send
  | SetOperation
  | SimpleProjection
  | Sort
  | UncorrelatedSubquery
  | VindexFunc
  | WithValues;

/** How a plan was come by, as Vitess's `Type` field of a plan says it. */
export type PlanType = 'Passthrough' | 'Scatter' | 'MultiShard' | 'Lookup' | 'JoinOp' | 'Complex' | 'DDL' | 'Local';

export type Plan = {
  /** The statement as planned, literals taken out where that was done. */
  readonly query: string;
  readonly statement: StatementType;
  readonly type: PlanType;
  readonly root: PlanNode;
  /** `keyspace.table`, sorted. */
  readonly tablesUsed: readonly string[];
};

export type StatementType = 'SELECT' | 'INSERT' | 'REPLACE' | 'UPDATE' | 'DELETE' | 'DDL' | 'SHOW' | 'OTHER';
