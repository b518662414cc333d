import { VtError } from '@vt/base';
import type { Plan } from '@vt/plan';
import { print, type QueryStatement } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../environment.ts';
import { tableUses } from '../semantics/scope.ts';
import { unqualify } from '../semantics/unqualify.ts';
import { finish } from './common.ts';

/** `select next n values from sequence`: its keyspace's one shard counts. */
export function planNextval(statement: QueryStatement, environment: PlannerEnvironment): Plan {
  const uses = tableUses(statement, environment);
  const [use] = uses;
  if (use?.table?.type !== 'sequence') throw VtError.of('VT03018', use?.name.name ?? '');
  const query = print(unqualify(statement, uses, environment.vschema));
  const { keyspace, pinned } = use.table;
  const routing = pinned
    ? ({ type: 'ByDestination', destination: { kind: 'KeyspaceId', keyspaceId: pinned } } as const)
    : ({ type: 'Next' } as const);
  return finish(query, 'SELECT', { kind: 'Route', keyspace, routing, query, orderBy: [], extraColumns: 0 }, uses);
}
