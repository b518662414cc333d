import { isMultiShard } from '@vt/plan';
import type { Expr, Select, TableExpr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { chooseRoute, type RouteChoice, scatterChoice } from '../routing/choose.ts';
import { Equivalences } from '../routing/equivalence.ts';
import { type Condition, gatherFacts } from '../routing/facts.ts';
import { neverTrue } from '../routing/never.ts';
import { emptySelect } from '../semantics/bind/empty-select.ts';
import type { Source } from '../semantics/bind/source.ts';
import { conjunction, splitAnd } from '../semantics/expressions.ts';
import type { RouteOp } from './operator.ts';

export const fixed = (type: 'Unsharded' | 'Reference' | 'DBA' | 'Next'): RouteChoice => ({
  routing: { type },
  list: undefined,
  cost: 0,
  vindex: undefined,
});
const none: RouteChoice = { routing: { type: 'None' }, list: undefined, cost: 0, vindex: undefined };

/** The route to one table. */
export function tableRoute(source: Extract<Source, { kind: 'table' | 'system' }>, ctx: PlanContext): RouteOp {
  const select: Select = { ...emptySelect, from: [source.node] };
  const base = {
    kind: 'Route',
    select,
    block: undefined,
    closed: undefined,
    outputs: undefined,
    sources: new Set([source.alias]),
    conditions: [],
    matches: [],
    merged: false,
    aggregated: false,
  } as const;
  if (source.kind === 'system') {
    return { ...base, keyspace: ctx.environment.anyKeyspace ?? '', place: 'system', tables: [], choice: fixed('DBA') };
  }
  const { table } = source;
  if (!table.sharded)
    return { ...base, keyspace: table.keyspace, place: 'unsharded', tables: [], choice: fixed('Unsharded') };
  if (table.type === 'reference')
    return { ...base, keyspace: table.keyspace, place: 'reference', tables: [], choice: fixed('Reference') };
  const tables = [{ alias: source.alias, table, hints: source.node.hints }];
  return rechoose({ ...base, keyspace: table.keyspace, place: 'sharded', tables, choice: scatterChoice }, ctx);
}

/** A select without tables. */
export function dualRoute(ctx: PlanContext): RouteOp {
  return {
    kind: 'Route',
    keyspace: ctx.environment.anyKeyspace ?? '',
    place: 'dual',
    tables: [],
    conditions: [],
    matches: [],
    choice: fixed('Reference'),
    select: emptySelect,
    block: undefined,
    closed: undefined,
    outputs: undefined,
    sources: new Set(),
    merged: false,
    aggregated: false,
  };
}

/** Decides anew where a route goes, by all that is known of its rows. */
export function rechoose(route: RouteOp, ctx: PlanContext): RouteOp {
  if (route.place !== 'sharded') return route;
  if (route.conditions.some(({ resolved }) => neverTrue(resolved))) return { ...route, choice: none };
  const equal = new Equivalences(
    route.conditions.map(({ resolved }) => resolved),
    ctx.comparable,
  );
  return { ...route, choice: chooseRoute(route.tables, gatherFacts(route.conditions), equal, trustsTexts(ctx)) };
}

function trustsTexts({ environment }: PlanContext): boolean {
  return environment.trustTextVindexes === true;
}

/** Adds conditions on rows: to WHERE, to HAVING behind a GROUP BY. */
export function addConditions(route: RouteOp, predicates: readonly Expr[], ctx: PlanContext): RouteOp {
  if (predicates.length === 0) return route;
  const { select } = route;
  const grouped = route.aggregated;
  const field = grouped ? 'having' : 'where';
  const all = conjunction([...splitAnd(select[field]), ...predicates]);
  const conditions = [...route.conditions, ...predicates.map((written) => condition(written, ctx))];
  return rechoose({ ...route, select: { ...select, [field]: all }, conditions, block: undefined }, ctx);
}

export function condition(written: Expr, ctx: PlanContext): Condition {
  return { written, resolved: ctx.resolve(written) };
}

export function isSingleShard(route: RouteOp): boolean {
  return !isMultiShard(route.choice.routing);
}

/** FROM as one table expression. */
export function asOneTable(from: readonly TableExpr[]): TableExpr {
  const [first] = from;
  return first && from.length === 1 ? first : { kind: 'ParenTableExpr', exprs: from };
}
