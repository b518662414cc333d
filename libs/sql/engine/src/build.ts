import type { PlanNode } from '@vt/plan';
import type { Primitive } from './primitive.ts';
import { aggregate } from './primitives/aggregate.ts';
import { concatenate } from './primitives/concatenate.ts';
import { distinct } from './primitives/distinct.ts';
import { dml } from './primitives/dml.ts';
import { filter } from './primitives/filter.ts';
import { hashJoin } from './primitives/hash-join.ts';
import { insert } from './primitives/insert.ts';
import { join } from './primitives/join.ts';
import { limit } from './primitives/limit.ts';
import { mirror } from './primitives/mirror.ts';
import { modifyRows } from './primitives/modify-rows.ts';
import { projection, simpleProjection } from './primitives/projection.ts';
import { recurseCte } from './primitives/recurse-cte.ts';
import { route } from './primitives/route.ts';
import { rows } from './primitives/rows.ts';
import { scratchRead } from './primitives/scratch-read.ts';
import { semiJoin } from './primitives/semi-join.ts';
import { send } from './primitives/send.ts';
import { setOperation } from './primitives/set-operation.ts';
import { sort } from './primitives/sort.ts';
import { applySubquery, uncorrelatedSubquery } from './primitives/subquery.ts';
import { vindexFunc } from './primitives/vindex-func.ts';
import { withValues } from './primitives/with-values.ts';

type NodeOf<K extends PlanNode['kind']> = Extract<PlanNode, { kind: K }>;

/** A line for each kind of plan node. */
const builders: {
  readonly [K in PlanNode['kind']]: (node: NodeOf<K>, build: (node: PlanNode) => Primitive) => Primitive;
} = {
  Aggregate: aggregate,
  ApplySubquery: applySubquery,
  Concatenate: concatenate,
  Distinct: distinct,
  Dml: dml,
  Filter: filter,
  HashJoin: hashJoin,
  Insert: insert,
  Join: join,
  Limit: limit,
  Mirror: mirror,
  ModifyRows: modifyRows,
  Projection: projection,
  RecurseCTE: recurseCte,
  Route: route,
  Rows: rows,
  ScratchRead: scratchRead,
  SemiJoin: semiJoin,
  Send: send,
  WithValues: withValues,
  SetOperation: setOperation,
  SimpleProjection: simpleProjection,
  Sort: sort,
  UncorrelatedSubquery: uncorrelatedSubquery,
  VindexFunc: vindexFunc,
};

/** The steps that run a plan. They hold no state of a run: build once, execute many times, also at the same time. */
export function buildPrimitive(node: PlanNode): Primitive {
  return builderOf(node)(node, buildPrimitive);
}

type Builder = (node: PlanNode, build: (node: PlanNode) => Primitive) => Primitive;

export function builderOf(node: PlanNode): Builder {
  return builders[node.kind] as Builder;
}
