import { VtError } from '@vt/base';
import type { PlanNode } from '@vt/plan';
import type { QueryStatement } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { planQuery } from '../statements/select.ts';
import { lockedReads } from './locked-reads.ts';
import { contains } from './names.ts';

/** The rows that a write needs, which are locked: by a plan, or where none can be made and the environment allows it, by a scratch server. */
export function readInput(written: QueryStatement, outer: PlannerEnvironment): PlanNode {
  const query = lockedReads(written, outer);
  const environment = withLockedViews(outer);
  if (contains(query, ['AssignmentExpr'])) {
    const reason = 'assignment expression in a statement of several shards';
    return environment.scratch === true ? { kind: 'ScratchRead', statement: query, reason } : refuse(reason);
  }
  try {
    const input = planQuery(query, environment).root;
    if (environment.scratch !== true || input.kind === 'Route') return input;
    return { kind: 'ScratchRead', statement: query, reason: '', input };
  } catch (error) {
    if (environment.scratch !== true || !(error instanceof VtError) || error.id !== 'VT12001') throw error;
    const reason = error.message.replace(/^VT12001: unsupported: /, '');
    return { kind: 'ScratchRead', statement: query, reason };
  }
}

function withLockedViews(environment: PlannerEnvironment): PlannerEnvironment {
  const { view } = environment;
  if (!view) return environment;
  return {
    ...environment,
    view(keyspace, name) {
      const query = view(keyspace, name);
      return query && lockedReads(query, { ...environment, keyspace });
    },
  };
}
