import { VtError } from '@vt/base';
import type { Plan, PlanNode, PlanType, StatementType } from '@vt/plan';
import { isMultiShard } from '@vt/plan';
import type { Destination, Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import type { TableUse } from '../semantics/scope.ts';

/** What the client targets by `USE keyspace:shard`; undefined: the statement is planned. */
export function shardTarget(
  environment: PlannerEnvironment,
): { keyspace: string; destination: Destination } | undefined {
  const { destination, keyspace } = environment;
  if (!destination) return undefined;
  if (keyspace === '') throw VtError.of('VT09005');
  return { keyspace, destination };
}

/** The one keyspace of all these tables. */
export function keyspaceOf(uses: readonly { readonly table: Table }[]): {
  readonly name: string;
  readonly sharded: boolean;
} {
  const names = [...new Set(uses.map(({ table }) => table.keyspace))];
  if (names.length > 1) refuse(`a statement over several keyspaces: ${names.join(', ')}`);
  const [first] = uses;
  if (!first) throw VtError.of('VT09005');
  return { name: first.table.keyspace, sharded: first.table.sharded };
}

export function finish(query: string, statement: StatementType, root: PlanNode, uses: readonly TableUse[]): Plan {
  const tables = new Set(uses.flatMap(({ table }) => (table ? [`${table.keyspace}.${table.name}`] : [])));
  return { query, statement, type: planType(root), root, tablesUsed: [...tables].sort() };
}

export function planType(node: PlanNode): PlanType {
  switch (node.kind) {
    case 'Route':
    case 'Dml':
      if ('vindex' in node.routing && node.routing.vindex.lookup) return 'Lookup';
      if (node.routing.type === 'Scatter') return 'Scatter';
      return isMultiShard(node.routing) ? 'MultiShard' : 'Passthrough';
    case 'Insert':
      return node.sharded ? 'MultiShard' : 'Passthrough';
    case 'Join':
    case 'HashJoin':
      return 'JoinOp';
    case 'Send':
      return 'Passthrough';
    case 'Rows':
      return 'Local';
    default:
      return 'Complex';
  }
}
