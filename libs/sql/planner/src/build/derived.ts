import type { AliasedTableExpr, Expr, QueryStatement, Select, TableExpr, Union } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Block, Operator, RouteOp } from '../operators/operator.ts';
import { isSingleShard } from '../operators/route.ts';
import { refuse } from '../refuse.ts';
import { emptySelect } from '../semantics/bind/empty-select.ts';
import { column } from '../semantics/bind/scope.ts';
import type { Source } from '../semantics/bind/source.ts';
import {
  conjunction,
  contains,
  definedIn,
  isAggregate,
  isWindow,
  sourcesOf,
  varies,
} from '../semantics/expressions.ts';
import { checkMovable } from '../semantics/movable.ts';
import { isMadeAnew, takesSome } from '../semantics/read-again.ts';
import { closeBlock } from './close.ts';
import { checkFixedTypes } from './fixed-types.ts';
import { argumentNode } from './join.ts';
import { placesAlike } from './places-alike.ts';
import { columnExprs } from './union.ts';

/** A derived table: part of a route where its block is one, else its block with names. */
export function planDerived(
  source: Extract<Source, { kind: 'derived' }>,
  node: AliasedTableExpr,
  ctx: PlanContext,
): Operator {
  const query = node.expr.kind === 'DerivedTable' ? node.expr.select : source.query;
  const block = ctx.steps.planQuery(query, ctx);
  const closed = closeBlock(block, ctx);
  if ((source.mentions?.count ?? 0) > 1 && (isMadeAnew(query) || (!closed && takesSome(query))))
    return refuse('a CTE used twice that is not the same each time');
  if (closed) {
    register(source, block, closed, ctx);
    return derivedRoute(closed, node, source.alias);
  }
  if (!block.columns) return refuse('a derived table of unknown columns over shards');
  const columns = new Map<string, Expr>();
  for (const [i, name] of namesOf(source, block).entries())
    columns.set(name.toLowerCase(), (block.columns[i] as { expr: Expr }).expr);
  for (const expr of columns.values()) if (expr.kind === 'Argument') ctx.typedArguments.add(expr.name);
  if (isPlain(block.op)) ctx.derived.set(source.alias, plainColumns(columns));
  return { kind: 'Derived', alias: source.alias, columns, input: block.op };
}

function namesOf(source: Source, block: Block): string[] {
  return (block.columns ?? []).map(
    ({ expr, name }, i) => source.columns[i]?.name ?? (name || (expr.kind === 'ColName' ? expr.name : '')),
  );
}

/** Columns of the derived table that are columns of tables inside tell which vindexes they are of. */
function register(source: Source, block: Block, route: RouteOp, ctx: PlanContext): void {
  if (!block.columns) {
    registerStar(source, route, ctx);
    return;
  }
  const columns = new Map<string, Expr>();
  const exprs = columnExprs(block);
  for (const [i, name] of namesOf(source, block).entries()) {
    const expr = exprs[i];
    // INVARIANT: rows of all branches live where the column's value says, else some would be looked for in the wrong place.
    if (expr && block.others?.every((other) => placesAlike(expr, other[i]?.expr, route, ctx)) !== false)
      columns.set(name.toLowerCase(), expr);
  }
  ctx.derived.set(source.alias, plainColumns(columns));
}

/** `select * from t` of a table whose columns are not all known: the vindexes' columns are among them. */
function registerStar(source: Source, route: RouteOp, ctx: PlanContext): void {
  const [only, ...others] = route.tables;
  if (!only || others.length > 0 || route.closed?.kind !== 'Select') return;
  const names = only.table.columnVindexes.flatMap(({ columns }) => columns);
  ctx.derived.set(source.alias, new Map(names.map((name) => [name.toLowerCase(), column(only.alias, name)])));
}

function plainColumns(columns: ReadonlyMap<string, Expr>): ReadonlyMap<string, Expr> {
  return new Map(
    [...columns].filter(([, expr]) => !contains(expr, isAggregate) && !contains(expr, isWindow) && !varies(expr)),
  );
}

function isPlain(op: Operator): boolean {
  return op.kind !== 'Union' && op.kind !== 'Recurse';
}

function derivedRoute(route: RouteOp, node: AliasedTableExpr, alias: string): RouteOp {
  const select = route.closed;
  if (!select) return refuse('an open block');
  const expr: AliasedTableExpr = { ...node, as: alias, expr: { kind: 'DerivedTable', lateral: false, select } };
  return {
    ...route,
    ...(isRowOfNothing(route, select) && anywhere),
    closed: undefined,
    outputs: undefined,
    select: { ...emptySelect, from: [expr] },
    block: undefined,
    merged: false,
    aggregated: false,
    sources: new Set([alias]),
  };
}

/** Aggregates of no rows are a row, and it is the same on every shard: INVARIANT: it is no longer a route that gives nothing. */
function isRowOfNothing({ choice }: RouteOp, select: QueryStatement): boolean {
  if (choice.routing.type !== 'None') return false;
  if (select.kind !== 'Select') return true;
  return !select.groupBy && [...select.columns, select.having].some((node) => node && contains(node, isAggregate));
}

const anywhere = {
  place: 'reference',
  tables: [],
  conditions: [],
  matches: [],
  choice: { routing: { type: 'Reference' }, list: undefined, cost: 0, vindex: undefined },
} satisfies Partial<RouteOp>;

/** A recursive CTE: one route where all of it lives together, else round after round. */
export function planRecursive(
  source: Extract<Source, { kind: 'recursive' }>,
  node: AliasedTableExpr,
  ctx: PlanContext,
): Operator {
  // A mysqld makes the rows of a derived table once, also where it should for each row around it.
  if (sourcesOf(node).size > 0) return refuse('a recursive common table expression that looks at the rows around it');
  const body = bodyOf(node);
  // The two parts as they are in the statement now: columns of the rows around it may have become arguments.
  const parts = body ? { seed: body.left, step: body.right } : source;
  const seed = ctx.steps.planQuery(parts.seed, ctx);
  const merged = mergeRecursive({ ...source, ...parts }, seed, node, ctx);
  if (merged) return merged;
  // It ends the recursion, too.
  if (body?.limit) return refuse('LIMIT in a recursive common table expression over shards');
  if (!seed.columns) return refuse('a recursive common table expression of unknown columns over shards');
  return planRounds({ ...source, ...parts }, seed, ctx);
}

function bodyOf({ expr }: AliasedTableExpr): Union | undefined {
  const body = expr.kind === 'DerivedTable' ? expr.select.with?.ctes[0]?.select : undefined;
  return body?.kind === 'Union' ? body : undefined;
}

function mergeRecursive(
  source: Extract<Source, { kind: 'recursive' }>,
  seed: Block,
  node: AliasedTableExpr,
  ctx: PlanContext,
): RouteOp | undefined {
  const closed = closeBlock(seed, ctx);
  // Each of several shards would make a recursion of its own.
  if (!closed || !isSingleShard(closed)) return undefined;
  const step = closeStep(source, ctx);
  if (!step) return undefined;
  const place = placeOfBoth(closed, step);
  return (
    place &&
    derivedRoute(
      { ...place, closed: node.expr.kind === 'DerivedTable' ? node.expr.select : undefined },
      node,
      source.alias,
    )
  );
}

function placeOfBoth(seed: RouteOp, step: RouteOp): RouteOp | undefined {
  if (step.place === 'dual') return seed;
  if (seed.place === 'dual')
    return step.choice.routing.type === 'EqualUnique' || step.place !== 'sharded' ? step : undefined;
  if (seed.keyspace !== step.keyspace) return undefined;
  if (seed.place === step.place && seed.place !== 'sharded') return seed;
  if (step.place === 'reference') return seed;
  if (
    seed.place === 'sharded' &&
    step.place === 'sharded' &&
    JSON.stringify(seed.choice.routing) === JSON.stringify(step.choice.routing) &&
    seed.choice.routing.type === 'EqualUnique'
  )
    return seed;
  return undefined;
}

/** The step with its own rows as a table that is there on every shard. */
function closeStep(source: Extract<Source, { kind: 'recursive' }>, ctx: PlanContext): RouteOp | undefined {
  try {
    return closeBlock(ctx.steps.planQuery(source.step, ctx), ctx);
  } catch {
    return undefined;
  }
}

function planRounds(source: Extract<Source, { kind: 'recursive' }>, seed: Block, ctx: PlanContext): Operator {
  const defined = definedIn(source.step);
  const self = new Set(
    [...ctx.binder.sources.values()].flatMap((one) =>
      one.kind === 'self' && defined.has(one.alias) ? [one.alias] : [],
    ),
  );
  const vars = new Map<string, string>();
  checkMovable(source.step, (name) => self.has(name.qualifier?.name ?? ''), ctx);
  const bound = ctx.replaceIn(source.step, (node) => {
    if (node.kind !== 'ColName' || !self.has(node.qualifier?.name ?? '')) return undefined;
    const name = ctx.argument(node.qualifier?.name ?? '', node.name);
    vars.set(name, node.name.toLowerCase());
    return argumentNode(name);
  });
  if (source.step.kind === 'Select') checkFixedTypes(seed.columns, source.step, ctx);
  if (bound.kind !== 'Select') return refuse('this use of a recursive common table expression over several shards');
  const step = withoutSelf(bound, self, ctx);
  return {
    kind: 'Recurse',
    alias: source.alias,
    columns: source.columns.map(({ name }) => name),
    distinct: source.distinct,
    seed,
    step: ctx.steps.planQuery(step, ctx),
    vars,
  };
}

/** The step for one row of the round before: its columns are arguments, and it is no table any more. */
function withoutSelf(select: Select, self: ReadonlySet<string>, ctx: PlanContext): Select {
  const where: Expr[] = select.where ? [select.where] : [];
  const from = select.from.flatMap((expr) => removeSelf(expr, self, where));
  const next = { ...select, from, where: conjunction(where) };
  ctx.binder.expanded.set(next, ctx.binder.expanded.get(select));
  if ([...self].some((alias) => definedIn(next).has(alias)))
    return refuse('this use of a recursive common table expression over several shards');
  return next;
}

function removeSelf(expr: TableExpr, self: ReadonlySet<string>, where: Expr[]): TableExpr[] {
  if (expr.kind === 'AliasedTableExpr' && expr.expr.kind === 'TableName')
    return self.has(expr.as || expr.expr.name) ? [] : [expr];
  if (expr.kind === 'ParenTableExpr') return expr.exprs.flatMap((one) => removeSelf(one, self, where));
  if (expr.kind !== 'JoinTableExpr' || (expr.join !== 'join' && expr.join !== 'straight_join') || expr.using.length > 0)
    return [expr];
  const left = removeSelf(expr.left, self, where);
  const right = removeSelf(expr.right, self, where);
  if (left.length > 0 && right.length > 0 && left[0] === expr.left && right[0] === expr.right) return [expr];
  if (expr.on) where.push(expr.on);
  return [...left, ...right];
}
