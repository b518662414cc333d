import { VtError } from '@vt/base';
import { type Delete, type Insert, rewrite, type TableExpr, type TableName, type Update } from '@vt/sqlparser';
import { parseTarget } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';

type Write = Delete | Insert | Update;

/** A statement and the environment in which it is planned. */
export type Targeted<N> = { readonly statement: N; readonly environment: PlannerEnvironment };

/**
 * A table that is written `keyspace[range].table` or `keyspace:shard.table` is one of the shards that it names: as if the session had
 * selected them.
 * @throws VT09017 for an INSERT, VT09002 for a target that is no primary.
 */
export function targeted<N extends Write>(statement: N, environment: PlannerEnvironment): Targeted<N> {
  const name = firstTable(statement);
  if (!name || environment.vschema.keyspaces.has(name.qualifier) || !/[[:/@]/.test(name.qualifier)) {
    checkPrimary(statement, environment.tabletType);
    return { statement, environment };
  }
  const { keyspace, destination, tabletType } = parseTarget(name.qualifier, environment.tabletType);
  checkPrimary(statement, tabletType);
  if (statement.kind === 'Insert' && destination) {
    throw VtError.of('VT09017', 'INSERT with a target destination is not allowed');
  }
  const plain = rewrite(statement, (node) =>
    node.kind === 'TableName' && node.qualifier === name.qualifier ? { ...node, qualifier: '' } : node,
  );
  return { statement: plain, environment: { ...environment, keyspace, destination, tabletType } };
}

function checkPrimary(statement: Write, tabletType: PlannerEnvironment['tabletType']): void {
  if (tabletType !== 'PRIMARY') throw VtError.of('VT09002', statement.kind.toLowerCase());
}

function firstTable(statement: Write): TableName | undefined {
  const exprs: readonly TableExpr[] = statement.kind === 'Insert' ? [statement.table] : statement.tables;
  const [first] = exprs;
  return first?.kind === 'AliasedTableExpr' && first.expr.kind === 'TableName' ? first.expr : undefined;
}
