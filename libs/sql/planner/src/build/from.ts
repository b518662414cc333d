import { VtError } from '@vt/base';
import type { Expr, JoinTableExpr, TableExpr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { dualRoute, tableRoute } from '../operators/route.ts';
import { refuse } from '../refuse.ts';
import { emptySelect } from '../semantics/bind/empty-select.ts';
import type { Source } from '../semantics/bind/source.ts';
import { sourcesOf, splitAnd } from '../semantics/expressions.ts';
import { planDerived, planRecursive } from './derived.ts';
import { orderJoins } from './graph.ts';
import { joinWith } from './join.ts';
import { nullRejecting } from './null-rejecting.ts';

/** A mysqld joins no more. */
const TABLES_MAX = 61;

/** Inner joins taken apart: their members, and all their conditions. */
export type FromParts = { readonly units: Operator[]; readonly predicates: Expr[]; straight: boolean };

/** @param where conditions on the joined rows: an outer join whose NULL rows they reject is an inner one. */
export function takeApart(from: readonly TableExpr[], where: readonly Expr[], ctx: PlanContext): FromParts {
  if (tablesIn(from) > TABLES_MAX) throw tooManyTables(ctx);
  const parts: FromParts = { units: [], predicates: [], straight: false };
  for (const expr of from) addTable(expr, where, parts, ctx);
  return parts;
}

function tablesIn(from: readonly TableExpr[]): number {
  let count = 0;
  for (const expr of from) {
    if (expr.kind === 'ParenTableExpr') count += tablesIn(expr.exprs);
    else count += expr.kind === 'JoinTableExpr' ? tablesIn([expr.left, expr.right]) : 1;
  }
  return count;
}

function tooManyTables({ environment }: PlanContext): VtError {
  const server = environment.flavor === 'mariadb' ? 'MariaDB' : 'MySQL';
  const message = `Too many tables; ${server} can only use ${TABLES_MAX} tables in a join`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1116, state: 'HY000', message });
}

function addTable(expr: TableExpr, where: readonly Expr[], parts: FromParts, ctx: PlanContext): void {
  switch (expr.kind) {
    case 'ParenTableExpr':
      for (const inner of expr.exprs) addTable(inner, where, parts, ctx);
      return;
    case 'JoinTableExpr':
      addJoin(expr, where, parts, ctx);
      return;
    case 'JsonTableExpr':
      refuse('JSON_TABLE over shards');
      return;
    case 'AliasedTableExpr':
      parts.units.push(
        sourceOperator(sourceOf(expr.as || (expr.expr.kind === 'TableName' ? expr.expr.name : ''), ctx), expr, ctx),
      );
  }
}

function sourceOf(alias: string, ctx: PlanContext): Source {
  const source = ctx.binder.sources.get(alias);
  if (!source) throw VtError.of('VT13001', `no source '${alias}'`);
  return source;
}

function sourceOperator(
  source: Source,
  node: Extract<TableExpr, { kind: 'AliasedTableExpr' }>,
  ctx: PlanContext,
): Operator {
  switch (source.kind) {
    case 'table':
      if (source.table.type === 'sequence') return refuse('reading a sequence as a table');
      return tableRoute(source, ctx);
    case 'system':
      return tableRoute(source, ctx);
    case 'derived':
      if (source.lateral && sourcesOf(node).size > 0) return refuse('lateral derived tables over several shards');
      return planDerived(source, node, ctx);
    case 'recursive':
      return planRecursive(source, node, ctx);
    case 'self':
      // Wherever the statement goes, the rows of the round before are there.
      return { ...dualRoute(ctx), select: { ...emptySelect, from: [node] }, sources: new Set([source.alias]) };
    case 'vindex':
      return { kind: 'VindexFunc', alias: source.alias, entry: source.entry, values: undefined };
    case 'json_table':
      return refuse('JSON_TABLE over shards');
  }
}

function addJoin(join: JoinTableExpr, where: readonly Expr[], parts: FromParts, ctx: PlanContext): void {
  const conditions = [...(ctx.binder.using.get(join) ?? []), ...splitAnd(join.on)];
  const outer = outerSides(join);
  if (!outer) {
    if (join.join === 'straight_join') parts.straight = true;
    const all = [...where, ...conditions];
    addTable(join.left, all, parts, ctx);
    addTable(join.right, all, parts, ctx);
    parts.predicates.push(...conditions);
    return;
  }
  const inner = new Set(aliasesIn(outer.nullable));
  if (where.some((predicate) => nullRejecting(predicate, inner))) {
    const all = [...where, ...conditions];
    addTable(outer.kept, all, parts, ctx);
    addTable(outer.nullable, all, parts, ctx);
    parts.predicates.push(...conditions);
    return;
  }
  const left = asUnit(outer.kept, where, ctx);
  // Conditions of the join are true of what it finds on this side.
  const right = asUnit(outer.nullable, conditions, ctx);
  parts.units.push(joinWith(left, right, 'left', conditions, ctx));
}

function outerSides({
  join,
  left,
  right,
}: JoinTableExpr): { readonly kept: TableExpr; readonly nullable: TableExpr } | undefined {
  switch (join) {
    case 'left join':
    case 'natural left join':
      return { kept: left, nullable: right };
    case 'right join':
    case 'natural right join':
      return { kept: right, nullable: left };
    default:
      return undefined;
  }
}

function asUnit(expr: TableExpr, where: readonly Expr[], ctx: PlanContext): Operator {
  const parts = takeApart([expr], where, ctx);
  const [only] = parts.units;
  if (only && parts.units.length === 1 && parts.predicates.length === 0) return only;
  return orderJoins({ kind: 'QueryGraph', ...parts, select: undefined }, ctx);
}

function aliasesIn(expr: TableExpr): string[] {
  switch (expr.kind) {
    case 'ParenTableExpr':
      return expr.exprs.flatMap(aliasesIn);
    case 'JoinTableExpr':
      return [...aliasesIn(expr.left), ...aliasesIn(expr.right)];
    case 'JsonTableExpr':
      return [expr.as];
    case 'AliasedTableExpr':
      return [expr.as || (expr.expr.kind === 'TableName' ? expr.expr.name : '')];
  }
}

export { sourcesOf };
