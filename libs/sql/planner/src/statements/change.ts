import type { Plan, PlanNode } from '@vt/plan';
import { isMultiShard } from '@vt/plan';
import { type Delete, print, type Update } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { filterConditions } from '../semantics/predicates.ts';
import { chooseRouting } from '../semantics/routing.ts';
import { type TableUse, tableUses } from '../semantics/scope.ts';
import { unqualify } from '../semantics/unqualify.ts';
import { finish, keyspaceOf, shardTarget } from './common.ts';
import { directive } from './directives.ts';
import { withList } from './select.ts';

/** UPDATE and DELETE. */
export function planChange(statement: Update | Delete, environment: PlannerEnvironment): Plan {
  const uses = tableUses(statement, environment);
  const change = unqualify(statement, uses, environment.vschema);
  const operation = change.kind;
  const done = (root: PlanNode) => finish(print(change), operation === 'Update' ? 'UPDATE' : 'DELETE', root, uses);
  const target = shardTarget(environment);
  if (target) {
    return done({ kind: 'Send', ...target, query: print(change), write: true, ddl: false });
  }
  const own = uses.filter((use): use is TableUse & { readonly table: Table } => use.table !== undefined);
  if (own.length < uses.length) refuse(`${operation} of tables of a system schema`);
  const keyspace = keyspaceOf(own);
  const table = own[0]?.table.name ?? '';
  if (!keyspace.sharded) {
    const routing = { type: 'Unsharded' } as const;
    return done({
      kind: 'Dml',
      operation,
      keyspace: keyspace.name,
      table,
      routing,
      query: print(change),
      multiShardAutocommit: false,
    });
  }
  return done(planSharded(change, own, environment));
}

function planSharded(
  change: Update | Delete,
  uses: readonly (TableUse & { table: Table })[],
  environment: PlannerEnvironment,
): PlanNode {
  const [use, ...others] = uses;
  if (!use || others.length > 0) return refuse(`${change.kind} with several tables in a sharded keyspace`);
  const { table } = use;
  if (table.type === 'reference') refuse(`${change.kind} of reference table '${table.name}' in a sharded keyspace`);
  checkVindexes(change, table);
  const { routing, list } = chooseRouting(use, table, filterConditions(change.where, change.tables), true);
  if (isMultiShard(routing) && (change.limit || change.orderBy.length > 0)) {
    refuse(`${change.kind} with ORDER BY or LIMIT over several shards`);
  }
  if (change.returning.length > 0 && isMultiShard(routing)) refuse('RETURNING over several shards');
  if (environment.noScatter && routing.type === 'Scatter') refuse(`${change.kind} that scatters`);
  return {
    kind: 'Dml',
    operation: change.kind,
    keyspace: table.keyspace,
    table: table.name,
    routing,
    query: print(list ? withList(change, list) : change),
    multiShardAutocommit: directive(change.comments, 'MULTI_SHARD_AUTOCOMMIT') === '1',
  };
}

function checkVindexes(change: Update | Delete, table: Table): void {
  const changed = new Set(change.kind === 'Update' ? change.exprs.map(({ name }) => name.name.toLowerCase()) : []);
  for (const [i, { columns, owned, vindex }] of table.columnVindexes.entries()) {
    const touches = columns.some((column) => changed.has(column.toLowerCase()));
    if (touches && i === 0)
      refuse(`you cannot UPDATE primary vindex columns; invalid update on vindex: ${vindex.name}`);
    if (touches) refuse(`you can only UPDATE lookup vindexes; invalid update on vindex: ${vindex.name}`);
    if (owned && change.kind === 'Delete') refuse(`DELETE of a table that owns lookup vindex '${vindex.name}'`);
  }
}
