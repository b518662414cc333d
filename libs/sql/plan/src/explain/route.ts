import { formatDestination } from '@vt/vschema';
import type { Route } from '../nodes/route.ts';
import type { Routing } from '../routing.ts';
import { explainRows, explainSortKeys, explainValue, explainValues } from './values.ts';

export function explainRoute({ keyspace, query, routing, orderBy, extraColumns }: Route): object {
  const order = orderBy.length === 0 ? {} : { OrderBy: explainSortKeys(orderBy) };
  const cut = extraColumns === 0 ? {} : { ExtraColumns: extraColumns };
  const lookup = lookupOf(routing);
  const sent = { Query: query, ...order, ...cut };
  if (!lookup) return { OperatorType: 'Route', ...explainRouting(routing, keyspace), ...sent };
  return {
    OperatorType: 'VindexLookup',
    ...explainRouting(routing, keyspace),
    Inputs: [{ OperatorType: 'Route', Variant: 'ByDestination', Keyspace: { Name: keyspace, Sharded: true }, ...sent }],
  };
}

function lookupOf(routing: Routing): boolean {
  return 'vindex' in routing && routing.vindex.lookup === true;
}

const variants: { readonly [T in Routing['type']]?: string } = { InColumns: 'IN' };
const unsharded = new Set<Routing['type']>(['Unsharded', 'DBA', 'Next']);

export function explainRouting(routing: Routing, keyspace: string): object {
  const head = {
    Variant: variants[routing.type] ?? routing.type,
    Keyspace: { Name: keyspace, Sharded: !unsharded.has(routing.type) },
  };
  switch (routing.type) {
    case 'EqualUnique':
    case 'Equal':
    case 'SubShard':
      return { ...head, Vindex: routing.vindex.name, Values: routing.values.map(explainValue) };
    case 'IN':
      return { ...head, Vindex: routing.vindex.name, Values: [explainValues(routing.values)] };
    case 'InColumns':
      return { ...head, Vindex: routing.vindex.name, Values: routing.columns.map(explainValues) };
    case 'MultiEqual':
      return { ...head, Vindex: routing.vindex.name, Values: explainRows(routing.rows) };
    case 'Between':
      return {
        ...head,
        Vindex: routing.vindex.name,
        Values: [`(${explainValue(routing.from)}, ${explainValue(routing.to)})`],
      };
    case 'ByDestination':
      return { ...head, TargetDestination: formatDestination(routing.destination).replace(/^Destination/, '') };
    default:
      return head;
  }
}
