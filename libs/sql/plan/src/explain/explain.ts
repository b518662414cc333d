import type { Plan, PlanNode } from '../plan.ts';
import { explainAggregate } from './aggregate.ts';
import { explainHashJoin, explainJoin, explainSemiJoin } from './join.ts';
import { explainMirror } from './mirror.ts';
import { explainRoute } from './route.ts';
import {
  explainConcatenate,
  explainDistinct,
  explainFilter,
  explainLimit,
  explainProjection,
  explainRows,
  explainSetOperation,
  explainSimpleProjection,
  explainSort,
  explainVindexFunc,
} from './rows.ts';
import { explainApply, explainRecurse, explainSubquery } from './subquery.ts';
import {
  explainDml,
  explainInsert,
  explainModifyRows,
  explainScratchRead,
  explainSend,
  explainWithValues,
} from './writes.ts';

/** A plan as VEXPLAIN shows it: Vitess's field names, so that its readers and tools know where they are. */
export function explainPlan(plan: Plan): object {
  return {
    Type: plan.type,
    QueryType: plan.statement,
    Original: plan.query,
    Instructions: explainNode(plan.root),
    TablesUsed: plan.tablesUsed,
  };
}

export type Explain<N> = (node: N, inner: (node: PlanNode, name?: string) => object) => object;

/** A line for each kind of node. */
const explainers: { readonly [K in PlanNode['kind']]: Explain<Extract<PlanNode, { kind: K }>> } = {
  Aggregate: explainAggregate,
  ApplySubquery: explainApply,
  Concatenate: explainConcatenate,
  Distinct: explainDistinct,
  Dml: explainDml,
  Filter: explainFilter,
  HashJoin: explainHashJoin,
  Insert: explainInsert,
  Join: explainJoin,
  Limit: explainLimit,
  Mirror: explainMirror,
  ModifyRows: explainModifyRows,
  Projection: explainProjection,
  RecurseCTE: explainRecurse,
  Route: explainRoute,
  Rows: explainRows,
  ScratchRead: explainScratchRead,
  SemiJoin: explainSemiJoin,
  Send: explainSend,
  SetOperation: explainSetOperation,
  SimpleProjection: explainSimpleProjection,
  Sort: explainSort,
  UncorrelatedSubquery: explainSubquery,
  VindexFunc: explainVindexFunc,
  WithValues: explainWithValues,
};

/** `note`: what else there is to say of a step; it stands behind what the step is. */
export function explainNode(node: PlanNode, inputName?: string, note?: (node: PlanNode) => object): object {
  const explain = explainers[node.kind] as Explain<PlanNode>;
  const out = explain(node, (inner, name) => explainNode(inner, name, note));
  const named = inputName === undefined ? out : { InputName: inputName, ...out };
  return note ? noted(named, note(node)) : named;
}

const head = new Set(['InputName', 'OperatorType', 'Variant', 'Keyspace']);

function noted(out: object, note: object): object {
  const entries = Object.entries(out);
  const isHead = ([name]: readonly [string, unknown]): boolean => head.has(name);
  return Object.fromEntries([
    ...entries.filter(isHead),
    ...Object.entries(note),
    ...entries.filter((entry) => !isHead(entry)),
  ]);
}
