import { VtError } from '@vt/base';
import type { PlanNode } from '@vt/plan';
import { type LockClause, type Node, type QueryStatement, rewrite } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { planQuery } from '../statements/select.ts';
import { contains } from './names.ts';

const shared: LockClause = { kind: 'LockClause', strength: 'lock in share mode', of: [], wait: '' };

/**
 * What a write has read may not change until it is written: a mysqld that runs the whole statement locks the rows of its subqueries, too. Not those
 * of set operations and of WITH, whose blocks cannot all say so.
 */
function lockingReads(query: QueryStatement): QueryStatement {
  const locked = (node: Node): Node =>
    node.kind === 'Select' && node.from.length > 0 && node.locks.length === 0 ? { ...node, locks: [shared] } : node;
  return rewrite(query, locked, ({ kind }) => kind !== 'Union' && kind !== 'CommonTableExpr');
}

/** The rows that a write needs, locked: by a plan, or where none can be made and the environment allows it, by a scratch server. */
export function readInput(read: QueryStatement, environment: PlannerEnvironment): PlanNode {
  const query = lockingReads(read);
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
