import type { PlanNode } from '@vt/plan';
import type { Primitive } from './primitive.ts';
import { dml } from './primitives/dml.ts';
import { insert } from './primitives/insert.ts';
import { limit } from './primitives/limit.ts';
import { modifyRows } from './primitives/modify-rows.ts';
import { route } from './primitives/route.ts';
import { rows } from './primitives/rows.ts';
import { scalarAggregate } from './primitives/scalar-aggregate.ts';
import { send } from './primitives/send.ts';
import { withValues } from './primitives/with-values.ts';

type NodeOf<K extends PlanNode['kind']> = Extract<PlanNode, { kind: K }>;

/** A line for each kind of plan node. */
const builders: {
  readonly [K in PlanNode['kind']]: (node: NodeOf<K>, build: (node: PlanNode) => Primitive) => Primitive;
} = {
  Dml: dml,
  Insert: insert,
  Limit: limit,
  ModifyRows: modifyRows,
  Route: route,
  Rows: rows,
  ScalarAggregate: scalarAggregate,
  Send: send,
  WithValues: withValues,
};

/** The steps that run a plan. They hold no state of a run: build once, execute many times, also at the same time. */
export function buildPrimitive(node: PlanNode): Primitive {
  const builder = builders[node.kind] as (node: PlanNode, build: (node: PlanNode) => Primitive) => Primitive;
  return builder(node, buildPrimitive);
}
