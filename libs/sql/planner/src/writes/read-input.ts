import { VtError } from '@vt/base';
import type { PlanNode } from '@vt/plan';
import type { QueryStatement } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { planQuery } from '../statements/select.ts';
import { contains } from './names.ts';

/** The rows that a write needs: by a plan, or where none can be made and the environment allows it, by a scratch server. */
export function readInput(query: QueryStatement, environment: PlannerEnvironment): PlanNode {
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
