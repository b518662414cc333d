import { VtError } from '@vt/base';
import { isMultiShard, type Plan, type PlanNode, type Routing } from '@vt/plan';
import { parse, print, type QueryStatement, SqlError, visit } from '@vt/sqlparser';
import { findTableOrVindex, type Table } from '@vt/vschema';
import { planQuery as planBlock } from '../build/query.ts';
import { steps } from '../build/steps.ts';
import { PlanContext } from '../context.ts';
import { emitStatement } from '../emit/emit.ts';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import type { Observer } from '../rules/rule.ts';
import { Binder } from '../semantics/bind/binder.ts';
import { bindQuery } from '../semantics/bind/query.ts';
import { checkMixes } from '../semantics/mixes.ts';
import { numbersRows } from '../semantics/rownum.ts';
import { type TableUse, tableUses } from '../semantics/scope.ts';
import { withoutTimes } from '../semantics/system-time.ts';
import { unqualify } from '../semantics/unqualify.ts';
import { UnplannedRead } from '../unplanned.ts';
import { finish, keyspaceOf, planType, shardTarget } from './common.ts';
import { directive } from './directives.ts';
import { planNextval } from './nextval.ts';

type OwnUse = TableUse & { readonly table: Table };

/** SELECT, UNION and whatever else gives rows. */
export function planQuery(statement: QueryStatement, environment: PlannerEnvironment, observe?: Observer): Plan {
  return planWhole(statement, environment) ?? planParts(statement, environment, observe);
}

/** What needs no looking into: the client's target, or the one keyspace that is one shard. */
function planWhole(statement: QueryStatement, environment: PlannerEnvironment): Plan | undefined {
  const target = shardTarget(environment);
  const route = (keyspace: string, routing: Routing, uses: readonly TableUse[]) => {
    const query = print(unqualify(statement, uses, environment.vschema));
    return finish(query, 'SELECT', { kind: 'Route', keyspace, routing, query, orderBy: [], extraColumns: 0 }, uses);
  };
  if (target)
    return route(
      target.keyspace,
      { type: 'ByDestination', destination: target.destination },
      usesOrNone(statement, environment),
    );
  if (hasNextval(statement)) return planNextval(statement, environment);
  const uses = plainUses(statement, environment);
  if (!uses) return undefined;
  const own = uses.filter((use): use is OwnUse => use.table !== undefined);
  if (own.length === 0) {
    const keyspace = environment.anyKeyspace ?? refuse('this statement without a keyspace');
    return route(keyspace, { type: uses.length > 0 ? 'DBA' : 'Reference' }, uses);
  }
  if (own.length < uses.length) return undefined;
  if (new Set(own.map(({ table }) => table.keyspace)).size > 1) return undefined;
  const keyspace = keyspaceOf(own);
  return keyspace.sharded ? undefined : route(keyspace.name, { type: 'Unsharded' }, uses);
}

/** What the client targets is not looked up: the shard has it or has not. */
function usesOrNone(statement: QueryStatement, environment: PlannerEnvironment): readonly TableUse[] {
  try {
    return tableUses(statement, environment);
  } catch {
    return [];
  }
}

/** Undefined where a name is more than a table: a vindex, a view. */
function plainUses(statement: QueryStatement, environment: PlannerEnvironment): readonly TableUse[] | undefined {
  if (readsVindex(statement, environment)) return undefined;
  const uses = tableUses(statement, environment);
  if (environment.view && uses.some(({ table }) => table && environment.view?.(table.keyspace, table.name)))
    return undefined;
  return uses;
}

function readsVindex(statement: QueryStatement, { vschema, keyspace, tabletType }: PlannerEnvironment): boolean {
  let found = false;
  visit(statement, (node) => {
    if (node.kind !== 'AliasedTableExpr' || node.expr.kind !== 'TableName') return undefined;
    const { qualifier, name } = node.expr;
    const known = [...vschema.keyspaces.values()].some(({ vindexes }) => vindexes.has(name));
    if (!known) return undefined;
    found ||=
      'vindex' in
      findTableOrVindex(vschema, qualifier || (vschema.keyspaces.has(keyspace) ? keyspace : ''), name, tabletType);
    return undefined;
  });
  return found;
}

export function hasNextval(statement: QueryStatement): boolean {
  return statement.kind === 'Select' && statement.columns.some(({ kind }) => kind === 'Nextval');
}

function planParts(statement: QueryStatement, environment: PlannerEnvironment, observe: Observer | undefined): Plan {
  if (environment.ownClauses) checkKnown(statement);
  const binder = new Binder(environment, { bindQuery });
  const { query } = bindQuery(statement, undefined, new Map(), binder);
  const ctx = new PlanContext(environment, binder, steps, observe);
  let root: PlanNode;
  try {
    root = emitStatement(planBlock(query, ctx), ctx);
    if (root.kind !== 'Route') checkMixes(query, ctx);
    if (environment.ownClauses) checkNumbers(root, statement);
  } catch (error) {
    if (error instanceof VtError && error.id === 'VT12001') throw new UnplannedRead(error, statement, query, binder);
    throw error;
  }
  if (binder.deferred && countRoutes(root) !== 1) throw binder.deferred;
  checkScatter(root, statement, environment);
  return {
    query: print(statement),
    statement: 'SELECT',
    type: planType(root),
    root,
    tablesUsed: [...binder.tablesUsed].sort(),
  };
}

/** @throws VT12001: what no grammar but MariaDB's knows would be lost where a query is taken apart. */
function checkKnown(statement: QueryStatement): void {
  try {
    parse(print(withoutTimes(statement)));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    refuse("a clause that is MariaDB's own, in a sharded keyspace");
  }
}

/** @throws VT12001: each shard would begin to count its rows. */
function checkNumbers(root: PlanNode, statement: QueryStatement): void {
  const isOneShard = root.kind === 'Route' && !isMultiShard(root.routing);
  if (!isOneShard && numbersRows(statement)) refuse('ROWNUM() over several shards');
}

function checkScatter(root: PlanNode, statement: QueryStatement, environment: PlannerEnvironment): void {
  if (!environment.noScatter || !scatters(root)) return;
  if (statement.kind === 'Select' && directive(statement.comments, 'ALLOW_SCATTER') !== undefined) return;
  refuse('scatter: plan includes scatter, which is disallowed using the `no_scatter` command line argument');
}

function scatters(node: PlanNode): boolean {
  if (node.kind === 'Route') return node.routing.type === 'Scatter' && isMultiShard(node.routing);
  return inputsOf(node).some(scatters);
}

function countRoutes(node: PlanNode): number {
  return node.kind === 'Route' ? 1 : inputsOf(node).reduce((sum, input) => sum + countRoutes(input), 0);
}

const FIELDS = ['input', 'left', 'right', 'seed', 'step', 'subquery', 'outer'];

function inputsOf(node: PlanNode): PlanNode[] {
  const fields = node as unknown as Readonly<Record<string, PlanNode | undefined>>;
  const inputs = 'inputs' in node ? node.inputs : [];
  return [...FIELDS.flatMap((field) => fields[field] ?? []), ...inputs];
}
