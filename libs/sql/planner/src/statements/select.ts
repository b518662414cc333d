import { isMultiShard, type Plan, type PlanNode } from '@vt/plan';
import { type ComparisonExpr, type Expr, print, type QueryStatement, rewrite, type Select } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { toPlan } from '../operators/to-plan.ts';
import { refuse } from '../refuse.ts';
import { rules } from '../rules/index.ts';
import { applyRules } from '../rules/rule.ts';
import { areColocated } from '../semantics/colocation.ts';
import { filterConditions } from '../semantics/predicates.ts';
import { type Choice, chooseRouting } from '../semantics/routing.ts';
import { type TableUse, tableUses } from '../semantics/scope.ts';
import { unqualify } from '../semantics/unqualify.ts';
import { finish, keyspaceOf, shardTarget } from './common.ts';

type ShardedUse = TableUse & { readonly table: Table };

/** SELECT, UNION and whatever else gives rows. */
export function planQuery(statement: QueryStatement, environment: PlannerEnvironment): Plan {
  const uses = tableUses(statement, environment);
  const query = unqualify(statement, uses, environment.vschema);
  const done = (root: PlanNode) => finish(print(query), 'SELECT', root, uses);
  const text = () => print(query);
  const route = (keyspace: string, routing: Extract<PlanNode, { kind: 'Route' }>['routing']) =>
    done({ kind: 'Route', keyspace, routing, query: text(), orderBy: [], extraColumns: 0 });
  const target = shardTarget(environment);
  if (target) return route(target.keyspace, { type: 'ByDestination', destination: target.destination });
  const own = uses.filter((use): use is ShardedUse => use.table !== undefined);
  if (own.length === 0)
    return route(environment.anyKeyspace ?? refuse('this statement without a keyspace'), { type: 'Reference' });
  if (own.length < uses.length) return refuse('tables of system schemas together with others');
  const keyspace = keyspaceOf(own);
  if (!keyspace.sharded) return route(keyspace.name, { type: 'Unsharded' });
  const sharded = own.filter(({ table }) => table.type !== 'reference');
  if (sharded.length === 0) return route(keyspace.name, { type: 'Reference' });
  if (query.kind !== 'Select') return refuse('set operations in a sharded keyspace');
  return done(planSelect(query, sharded, own.length, keyspace.name, environment));
}

function planSelect(
  query: Select,
  sharded: readonly ShardedUse[],
  tableCount: number,
  keyspace: string,
  environment: PlannerEnvironment,
): PlanNode {
  if (sharded.some(({ nested }) => nested)) refuse('subqueries and derived tables in a sharded keyspace');
  const conditions = filterConditions(query.where, query.from);
  if (sharded.length > 1 && !areColocated(sharded, query.where, query.from)) {
    refuse('joins of sharded tables other than by their primary vindex');
  }
  if (sharded.length > 1 && hasOuterJoin(query)) refuse('outer joins of sharded tables');
  const choice = best(sharded, conditions, tableCount === 1);
  if (environment.noScatter && choice.routing.type === 'Scatter')
    refuse('scatter: plan includes scatter, which is disallowed using the `no_scatter` command line argument');
  if (isMultiShard(choice.routing) && hasOuterJoin(query)) refuse('outer joins over several shards');
  const select = choice.list ? withList(query, choice.list) : query;
  const [only] = sharded;
  const table = sharded.length === 1 && only ? { table: only.table, alias: only.alias } : undefined;
  const placed = { grouping: false, limit: false, order: undefined };
  return toPlan(
    applyRules(rules, { kind: 'Horizon', keyspace, routing: choice.routing, select, table, placed, extraColumns: 0 }),
  );
}

function best(sharded: readonly ShardedUse[], conditions: readonly Expr[], onlyTable: boolean): Choice {
  const choices = sharded.map((use) => chooseRouting(use, use.table, conditions, onlyTable));
  return (
    choices.find(({ routing }) => !isMultiShard(routing)) ??
    choices.find(({ routing }) => routing.type === 'IN') ??
    (choices[0] as Choice)
  );
}

function hasOuterJoin(query: Select): boolean {
  const outer = (expr: Select['from'][number]): boolean =>
    expr.kind === 'JoinTableExpr'
      ? (expr.join !== 'join' && expr.join !== 'straight_join') || outer(expr.left) || outer(expr.right)
      : expr.kind === 'ParenTableExpr' && expr.exprs.some(outer);
  return query.from.some(outer);
}

/** Each shard gets the values that are its own. */
export function withList<N extends Parameters<typeof rewrite>[0]>(statement: N, list: ComparisonExpr): N {
  return rewrite(statement, (node) => (node === list ? { ...list, right: { kind: 'ListArg', name: '__vals' } } : node));
}
