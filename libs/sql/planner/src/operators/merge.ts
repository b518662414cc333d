import type { Expr, JoinTableExpr } from '@vt/sqlparser';
import { separatesEquals } from '@vt/vschema';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import { Equivalences } from '../routing/equivalence.ts';
import { column } from '../semantics/bind/scope.ts';
import { conjunction, splitAnd, union } from '../semantics/expressions.ts';
import { isMadeAnew } from '../semantics/read-again.ts';
import type { RouteOp } from './operator.ts';
import { asOneTable, condition, fixed, isSingleShard, rechoose } from './route.ts';

/** Two joined routes as one; undefined where rows that belong together may live apart. */
export function mergeRoutes(
  left: RouteOp,
  right: RouteOp,
  variant: 'inner' | 'left',
  predicates: readonly Expr[],
  ctx: PlanContext,
): RouteOp | undefined {
  if (!isOpen(left) || !isOpen(right)) return undefined;
  if (!goTogether(left, right, variant, predicates, ctx)) return undefined;
  return variant === 'inner' ? mergeInner(left, right, predicates, ctx) : mergeLeft(left, right, predicates, ctx);
}

function isOpen({ closed, select, aggregated }: RouteOp): boolean {
  return !closed && !aggregated && !select.limit && select.orderBy.length === 0 && select.options.length === 0;
}

/** Whether all that a row of one has to do with in the other is on the same shard. */
export function goTogether(
  left: RouteOp,
  right: RouteOp,
  variant: 'inner' | 'left',
  predicates: readonly Expr[],
  ctx: PlanContext,
): boolean {
  checkMadeOnce(left, right);
  if (right.place === 'dual' || (left.place === 'dual' && (variant === 'inner' || isSingleShard(right)))) return true;
  if (left.keyspace !== right.keyspace) return false;
  if (left.place === 'system' || right.place === 'system') return left.place === right.place;
  if (left.place === 'unsharded') return right.place === 'unsharded';
  if (right.place === 'reference') return true;
  // Every shard has all rows of the reference table and would give those without a match once more.
  // A side without rows says of no shard that it is the one.
  if (left.place === 'reference')
    return variant === 'inner' || (isSingleShard(right) && right.choice.routing.type !== 'None');
  if (left.choice.routing.type === 'None' || (variant === 'inner' && right.choice.routing.type === 'None')) return true;
  return sameShard(left, right) || sameVindexValue(left, right, predicates, ctx);
}

/** @throws VT12001 where each shard would make values of its own of what is one row beside all others. */
function checkMadeOnce(left: RouteOp, right: RouteOp): void {
  const isMade = (dual: RouteOp, other: RouteOp): boolean =>
    dual.place === 'dual' && !isSingleShard(other) && dual.select.from.some(isMadeAnew);
  if (isMade(left, right) || isMade(right, left))
    refuse('one row of values that are others each time, beside rows of several shards');
}

/** Both go to one shard, and it is the same. */
export function sameShard(left: RouteOp, right: RouteOp): boolean {
  const a = left.choice.routing;
  const b = right.choice.routing;
  if (a.type === 'ByDestination') return b.type === 'ByDestination' && JSON.stringify(a) === JSON.stringify(b);
  return a.type === 'EqualUnique' && b.type === 'EqualUnique' && JSON.stringify(a) === JSON.stringify(b);
}

/** Two tables whose columns of one unique vindex are made equal. */
export function sameVindexValue(left: RouteOp, right: RouteOp, predicates: readonly Expr[], ctx: PlanContext): boolean {
  const known = [left, right].flatMap(({ conditions, matches }) => [
    ...conditions.map(({ resolved }) => resolved),
    ...matches,
  ]);
  const equal = new Equivalences([...known, ...predicates.map((one) => ctx.resolve(one))], ctx.comparable);
  return left.tables.some((a) =>
    a.table.columnVindexes.some(
      (x) =>
        x.vindex.unique &&
        !(x.vindex.kind === 'lookup' && x.vindex.lookup.writeOnly) &&
        (ctx.environment.trustTextVindexes === true || !separatesEquals(a.table, x)) &&
        right.tables.some((b) =>
          b.table.columnVindexes.some(
            (y) =>
              x.vindex === y.vindex &&
              x.columns.length === y.columns.length &&
              x.columns.every(
                (name, i) =>
                  equal.same(column(a.alias, name), column(b.alias, y.columns[i] as string)) &&
                  ctx.comparable(column(a.alias, name), column(b.alias, y.columns[i] as string)),
              ),
          ),
        ),
    ),
  );
}

function mergeInner(left: RouteOp, right: RouteOp, predicates: readonly Expr[], ctx: PlanContext): RouteOp {
  const where = conjunction([...splitAnd(left.select.where), ...splitAnd(right.select.where), ...predicates]);
  const conditions = [...left.conditions, ...right.conditions, ...predicates.map((one) => condition(one, ctx))];
  const select = { ...left.select, from: [...left.select.from, ...right.select.from], where };
  return rechoose({ ...combined(left, right), select, conditions, matches: [...left.matches, ...right.matches] }, ctx);
}

function mergeLeft(left: RouteOp, right: RouteOp, predicates: readonly Expr[], ctx: PlanContext): RouteOp {
  const on = [...splitAnd(right.select.where), ...predicates];
  const join: JoinTableExpr = {
    kind: 'JoinTableExpr',
    join: 'left join',
    left: asOneTable(left.select.from),
    right: asOneTable(right.select.from),
    on: conjunction(on) ?? { kind: 'BoolVal', value: true },
    using: [],
  };
  const matches = [
    ...left.matches,
    ...right.matches,
    ...right.conditions.map(({ resolved }) => resolved),
    ...predicates.map((one) => ctx.resolve(one)),
  ];
  if (left.select.from.length === 0) return { ...right, ...combined(left, right), conditions: [], matches };
  const isCopied = left.place === 'dual' || left.place === 'reference';
  const from = { ...left.select, from: [join] };
  // Beside nothing they are still what every shard has: a route to no shard would be taken to have no rows.
  if (isCopied && right.choice.routing.type === 'None')
    return { ...combined(left, right), ...everywhere, select: from, conditions: [], matches };
  // INVARIANT: rows that every shard has stay on the one shard that the other side goes to, else each shard would give them.
  const { conditions } = isCopied ? right : left;
  return rechoose({ ...combined(left, right), select: from, conditions, matches }, ctx);
}

const everywhere = { place: 'reference', tables: [], choice: fixed('Reference') } as const;

function combined(left: RouteOp, right: RouteOp): RouteOp {
  const rank = { dual: 0, system: 1, reference: 2, unsharded: 3, sequence: 3, sharded: 4 } as const;
  const main = rank[right.place] > rank[left.place] ? right : left;
  return {
    ...main,
    tables: [...left.tables, ...right.tables],
    sources: union(left.sources, right.sources),
    block: undefined,
  };
}
