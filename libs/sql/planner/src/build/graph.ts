import type { Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { mergeRoutes } from '../operators/merge.ts';
import type { Operator, QueryGraphOp, RouteOp } from '../operators/operator.ts';
import { isSingleShard } from '../operators/route.ts';
import { canGive, sourcesOfOperator } from '../operators/sources.ts';
import { refuse } from '../refuse.ts';
import { hasSubquery, intersects, sourcesOf } from '../semantics/expressions.ts';
import { addFilter, partition } from './filter.ts';
import { separateJoin } from './join.ts';
import { PairMemo } from './pair-memo.ts';
import { type PulledOut, pullOut, wrapPulledOut } from './pull-out.ts';

type Work = {
  units: Operator[];
  predicates: Expr[];
  readonly ctx: PlanContext;
  readonly merges: PairMemo<RouteOp | undefined>;
  readonly joins: PairMemo<Operator>;
};

/** Orders inner joins: what can be one route becomes one, the rest is joined, cheapest first. */
export function orderJoins(graph: QueryGraphOp, ctx: PlanContext): Operator {
  const [merges, joins] = [new PairMemo<RouteOp | undefined>(), new PairMemo<Operator>()];
  const work: Work = { units: [...graph.units], predicates: [...graph.predicates], ctx, merges, joins };
  const [withSubqueries, plain] = partition(work.predicates, hasSubquery);
  work.predicates = plain;
  placeFilters(work);
  mergeAll(work, graph.straight);
  const pulled = placeSubqueries(work, withSubqueries, ctx);
  placeFilters(work);
  mergeAll(work, graph.straight);
  while (work.units.length > 1) joinCheapest(work, graph.straight);
  const [first] = work.units;
  const op = addFilter(first ?? refuse('a query without tables'), work.predicates, ctx);
  return wrapPulledOut(op, pulled);
}

/** Conditions on one unit alone. */
function placeFilters(work: Work): void {
  const rest: Expr[] = [];
  const byUnit = work.units.map((): Expr[] => []);
  for (const predicate of work.predicates) {
    const at = hasSubquery(predicate) ? -1 : work.units.findIndex((unit) => canGive(unit, sourcesOf(predicate)));
    (byUnit[at] ?? rest).push(predicate);
  }
  work.units = work.units.map((unit, i) => addFilter(unit, byUnit[i] ?? [], work.ctx));
  work.predicates = rest;
}

function mergeAll(work: Work, straight: boolean): void {
  while (mergeBest(work, straight));
}

function mergeBest(work: Work, straight: boolean): boolean {
  let best: { i: number; j: number; merged: RouteOp } | undefined;
  for (let i = 0; i < work.units.length; i++) {
    const end = straight ? Math.min(i + 2, work.units.length) : work.units.length;
    for (let j = i + 1; j < end; j++) {
      const merged = tryMerge(work, i, j);
      if (merged && (!best || merged.choice.cost < best.merged.choice.cost)) best = { i, j, merged };
    }
  }
  if (!best) return false;
  const { i, j, merged } = best;
  const used = new Set(predicatesBetween(work, i, j));
  work.predicates = work.predicates.filter((predicate) => !used.has(predicate));
  work.units = [...work.units.slice(0, i), merged, ...work.units.slice(i + 1, j), ...work.units.slice(j + 1)];
  return true;
}

function tryMerge(work: Work, i: number, j: number): RouteOp | undefined {
  const left = work.units[i];
  const right = work.units[j];
  if (left?.kind !== 'Route' || right?.kind !== 'Route') return undefined;
  const between = predicatesBetween(work, i, j);
  if (between.some(hasSubquery) || (between.length === 0 && multiplies(work, left, right))) return undefined;
  return work.merges.get(left, right, between, () => mergeRoutes(left, right, 'inner', between, work.ctx));
}

/** All rows of a reference table beside all others, although a condition ties it to a third table. */
function multiplies({ predicates }: Work, left: RouteOp, right: RouteOp): boolean {
  const reference = left.place === 'reference' ? left : right;
  const other = reference === left ? right : left;
  if (reference.place !== 'reference' || other.place === 'reference' || isSingleShard(other)) return false;
  return predicates.some((predicate) => {
    const sources = sourcesOf(predicate);
    return sources.size > 1 && !hasSubquery(predicate) && intersects(sources, reference.sources);
  });
}

/** What becomes decidable when these two are one. */
function predicatesBetween(work: Work, i: number, j: number): Expr[] {
  const left = sourcesOfOperator(work.units[i] as Operator);
  const right = sourcesOfOperator(work.units[j] as Operator);
  const isOfBoth = (predicate: Expr): boolean => {
    for (const source of sourcesOf(predicate)) if (!left.has(source) && !right.has(source)) return false;
    return true;
  };
  return work.predicates.filter((predicate) => isOfBoth(predicate) && !hasSubquery(predicate));
}

/** Merges subqueries into routes, runs others first, and leaves those that look at rows of several units for later. */
function placeSubqueries(work: Work, predicates: readonly Expr[], ctx: PlanContext): PulledOut[] {
  const pulled: PulledOut[] = [];
  for (const predicate of predicates) {
    const outer = outerSources(predicate, work);
    const at = work.units.findIndex((unit) => canGive(unit, outer));
    const unit = work.units[at];
    const filtered = unit && addFilter(unit, [predicate], ctx);
    if (filtered && filtered.kind === 'Route') {
      work.units[at] = filtered;
      continue;
    }
    const out = pullOut(predicate, ctx);
    pulled.push(...out.pulled);
    if (out.rest.length === 0) continue;
    work.predicates.push(...out.rest);
  }
  return pulled;
}

function outerSources(predicate: Expr, { units }: Work): ReadonlySet<string> {
  const all = new Set(units.flatMap((unit) => [...sourcesOfOperator(unit)]));
  return new Set([...sourcesOf(predicate)].filter((source) => all.has(source)));
}

/** What the rows of the left side weigh beside the shards that are asked: it decides where those are the same. */
const OUTER_SHARE = 1e-6;

function joinCheapest(work: Work, straight: boolean): void {
  let best: { i: number; j: number; joined: Operator; cost: number } | undefined;
  // One tree grows by one route after the other: two trees could only be joined row by row.
  const grown = work.units.some(({ kind }) => kind === 'Join');
  for (let i = 0; i < work.units.length; i++) {
    for (let j = 0; j < work.units.length; j++) {
      if (i === j || (straight && !(i === 0 && j === 1))) continue;
      const left = work.units[i] as Operator;
      const right = work.units[j] as Operator;
      const between = predicatesBetween(work, i, j);
      const cross = between.length === 0 && work.units.length > 2 && !straight && isConnected(work) ? 1000 : 0;
      const joined = work.joins.get(left, right, between, () => separateJoin(left, right, 'inner', between, work.ctx));
      const second = grown && left.kind === 'Route' && right.kind === 'Route' ? 300 : 0;
      const cost = cross + second + byRow(joined) + costOf(joined) + OUTER_SHARE * rowsOf(left);
      if (!best || cost < best.cost) best = { i, j, joined, cost };
    }
  }
  if (!best) return;
  const { i, j, joined } = best;
  const used = new Set(predicatesBetween(work, i, j));
  work.predicates = work.predicates.filter((predicate) => !used.has(predicate));
  const rest = work.units.filter((_, at) => at !== i && at !== j);
  // The joined ones stand where the first of them stood, so that the order written decides between equals.
  rest.splice(Math.min(i, j), 0, joined);
  work.units = rest;
  placeFilters(work);
}

/** How many rows come of it, roughly: for each of those of a left side something is asked. */
function rowsOf(op: Operator): number {
  const all = 10 * costOf(op);
  return op.kind === 'Route' ? all - Math.max(0, ...op.conditions.map(({ resolved }) => narrowing(resolved))) : all;
}

/** How much a comparison with a value tells rows apart: those of two columns of a row say little. */
function narrowing(term: Expr): number {
  if (term.kind === 'BetweenExpr') return 1;
  if (term.kind !== 'ComparisonExpr' || ![term.left, term.right].some((side) => sourcesOf(side).size === 0)) return 0;
  return ['=', '<=>', 'in'].includes(term.operator) ? 2 : 1;
}

/** A join that runs another join for each of its rows: only a route can be asked for many rows at once. */
function byRow(op: Operator): number {
  if (op.kind === 'Filter') return byRow(op.input);
  return op.kind === 'Join' && op.right.kind !== 'Route' && op.vars.size > 0 ? 500 : 0;
}

function isConnected({ predicates }: Work): boolean {
  return predicates.some((predicate) => !hasSubquery(predicate) && sourcesOf(predicate).size > 1);
}

/** How many shards are asked, roughly. */
export function costOf(op: Operator): number {
  switch (op.kind) {
    case 'Route':
      return op.choice.cost;
    case 'Join':
      return costOf(op.left) + costOf(op.right);
    case 'SemiJoin':
      return costOf(op.left) + costOf(op.right);
    case 'Subquery':
      return costOf(op.outer);
    case 'Filter':
      return costOf(op.input);
    case 'QueryGraph':
      return op.units.reduce((sum, unit) => sum + costOf(unit), 0);
    case 'Union':
      return op.branches.reduce((sum, branch) => sum + costOf(branch.op), 0);
    case 'Recurse':
      return costOf(op.seed.op) + costOf(op.step.op);
    case 'VindexFunc':
      return op.values ? 0 : 10_000;
    default:
      return costOf(op.input);
  }
}

export { intersects };
