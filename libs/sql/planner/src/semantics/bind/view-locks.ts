import type { LockClause, QueryStatement } from '@vt/sqlparser';
import { contains, isAggregate, isWindow } from '../expressions.ts';
import { findSource, type Scope } from './scope.ts';

/**
 * A view's query with the locking clause of the block that names the view: the tables of a view that a mysqld merges into the block are
 * that block's own. Others are read without locks.
 */
export function lockedView(view: QueryStatement, locks: readonly LockClause[], as: string): QueryStatement {
  const lock = locks.find(({ of }) => of.length === 0 || of.some(({ name }) => name === as));
  if (!lock || view.kind !== 'Select' || view.locks.length > 0 || !isMergedView(view)) return view;
  return { ...view, locks: [{ ...lock, of: [] }] };
}

/** Whether a mysqld reads a view's tables in its place, and makes no table of the view's rows. */
export function isMergedView(view: QueryStatement): boolean {
  if (view.kind !== 'Select') return false;
  const { from, columns, groupBy, having, limit, options } = view;
  if (from.length === 0 || groupBy || having || limit || options.includes('distinct')) return false;
  return !columns.some((item) => contains(item, isAggregate) || contains(item, isWindow));
}

/** Clauses by the names that sources have in the whole statement. A view is a query here, which has got its own. */
export function boundLocks(locks: readonly LockClause[], scope: Scope): LockClause[] {
  return locks.flatMap((lock) => {
    const of = lock.of.flatMap((name) => {
      const source = findSource(scope, name);
      const isView = source?.kind === 'derived' && source.keyspace !== undefined;
      return isView ? [] : [{ ...name, name: source?.alias ?? name.name, qualifier: '' }];
    });
    return lock.of.length > 0 && of.length === 0 ? [] : [{ ...lock, of }];
  });
}
