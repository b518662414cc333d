import type { LockClause } from '@vt/sqlparser';
import type { Operator } from './operator.ts';

/**
 * Has the tables of a block's FROM locked where their rows are read, whatever joins those. A locking clause says nothing of the rows of
 * derived tables, set operations and subqueries: they have clauses of their own.
 */
export function withLocks(op: Operator, locks: readonly LockClause[]): Operator {
  if (locks.length === 0) return op;
  switch (op.kind) {
    case 'Route': {
      if (op.closed) return op;
      const own = locks.flatMap((lock) => ofSources(lock, op.sources) ?? []);
      return { ...op, select: { ...op.select, locks: own } };
    }
    case 'Join':
      return { ...op, left: withLocks(op.left, locks), right: withLocks(op.right, locks) };
    case 'SemiJoin':
      return { ...op, left: withLocks(op.left, locks) };
    case 'Subquery':
      return { ...op, outer: withLocks(op.outer, locks) };
    case 'Apply':
    case 'Filter':
      return { ...op, input: withLocks(op.input, locks) };
    case 'QueryGraph':
      return { ...op, units: op.units.map((unit) => withLocks(unit, locks)) };
    default:
      return op;
  }
}

/** Undefined: it names other tables only. */
function ofSources(lock: LockClause, sources: ReadonlySet<string>): LockClause | undefined {
  if (lock.of.length === 0) return lock;
  const of = lock.of.filter(({ name }) => sources.has(name));
  return of.length > 0 ? { ...lock, of } : undefined;
}
