import { type Node, rewrite, type Statement } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../environment.ts';

type Planned<S> = { readonly statement: S; readonly environment: PlannerEnvironment };

/**
 * Calls of aggregate functions that were loaded into the servers, in the statement and in the views it reads, as what they are: else each row of each shard would be
 * a group of its own.
 */
export function withLoadedAggregates<S extends Statement>(statement: S, environment: PlannerEnvironment): Planned<S> {
  const names = environment.vschema.loadedAggregates;
  if (names.size === 0) return { statement, environment };
  const { view } = environment;
  return {
    statement: marked(statement, names),
    environment: {
      ...environment,
      ...(view && {
        view: (keyspace: string, name: string) => {
          const query = view(keyspace, name);
          return query && marked(query, names);
        },
      }),
    },
  };
}

function marked<N extends Node>(root: N, names: ReadonlySet<string>): N {
  return rewrite(root, (node) =>
    node.kind === 'FuncExpr' && node.qualifier === '' && names.has(node.name.toLowerCase())
      ? { kind: 'LoadedAggregateExpr', name: node.name, args: node.args }
      : node,
  );
}
