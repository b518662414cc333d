import { formatDestination } from '@vt/vschema';
import { explainDml, explainInsert, explainModifyRows } from './explain-writes.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { Routing } from './routing.ts';
import type { PlanValue, PlanValues } from './value.ts';

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

export function explainNode(node: PlanNode): object {
  switch (node.kind) {
    case 'Route':
      return {
        OperatorType: 'Route',
        ...explainRouting(node.routing, node.keyspace),
        Query: node.query,
        ...order(node.orderBy),
      };
    case 'Dml':
      return explainDml(node, explainRouting(node.routing, node.keyspace));
    case 'Insert':
      return explainInsert(node, explainNode, explainValue);
    case 'ModifyRows':
      return explainModifyRows(node, explainNode);
    case 'WithValues':
      return {
        OperatorType: 'UncorrelatedSubquery',
        Variant: 'PulloutValue',
        PulloutVars: node.binds,
        Inputs: [explainNode(node.values), explainNode(node.input)],
      };
    case 'Send':
      return {
        OperatorType: 'Send',
        Keyspace: { Name: node.keyspace },
        TargetDestination: formatDestination(node.destination).replace(/^Destination/, ''),
        Query: node.query,
      };
    case 'Limit':
      return {
        OperatorType: 'Limit',
        Count: explainValue(node.count),
        Offset: node.offset && explainValue(node.offset),
        Inputs: [explainNode(node.input)],
      };
    case 'ScalarAggregate':
      return {
        OperatorType: 'Aggregate',
        Variant: 'Scalar',
        Aggregates: node.aggregates.map((a) => `${a.function}(${a.column})`).join(', '),
        Inputs: [explainNode(node.input)],
      };
    case 'Rows':
      return {
        OperatorType: 'Rows',
        Fields: Object.fromEntries(node.columns.map((c) => [c.name, c.type])),
        RowCount: node.rows.length,
      };
  }
}

function explainRouting(routing: Routing, keyspace: string): object {
  const head = { Variant: routing.type, Keyspace: { Name: keyspace, Sharded: routing.type !== 'Unsharded' } };
  switch (routing.type) {
    case 'EqualUnique':
      return { ...head, Vindex: routing.vindex.name, Values: routing.values.map(explainValue) };
    case 'IN':
      return { ...head, Vindex: routing.vindex.name, Values: [explainValues(routing.values)] };
    case 'ByDestination':
      return { ...head, TargetDestination: formatDestination(routing.destination).replace(/^Destination/, '') };
    default:
      return head;
  }
}

function order(keys: Extract<PlanNode, { kind: 'Route' }>['orderBy']): object {
  if (keys.length === 0) return {};
  return { OrderBy: keys.map((key) => `(${key.column}|${key.weight}) ${key.direction.toUpperCase()}`).join(', ') };
}

function explainValue(value: PlanValue): string {
  return value.kind === 'Bind' ? `:${value.name}` : value.text;
}

function explainValues(values: PlanValues): string {
  return values.kind === 'ListBind' ? `::${values.name}` : `(${values.values.map(explainValue).join(', ')})`;
}
