import { type LockClause, type QueryStatement, rewrite, type Select, type TableExpr } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../environment.ts';
import { isSystemSchema } from '../semantics/scope.ts';

/** As MySQL and MariaDB both read it. */
const shared: LockClause = { kind: 'LockClause', strength: 'lock in share mode', of: [], wait: '' };

/**
 * The query of what a write reads, which locks the rows that it reads in each of its blocks. A mysqld does so in a write: it sees what is
 * committed and keeps it as it is, where a consistent read would show what was there when the transaction began.
 */
export function lockedReads<Q extends QueryStatement>(query: Q, environment: PlannerEnvironment): Q {
  return rewrite(
    query,
    (node) => {
      const isUnlocked = (node.kind === 'Select' && isLockable(node, environment)) || node.kind === 'TableStatement';
      return isUnlocked && node.locks.length === 0 ? { ...node, locks: [shared] } : node;
    },
    // A member of a set operation has no clause of its own beside the operation's.
    (node) => !((node.kind === 'Union' || node.kind === 'ParenSelect') && node.locks.length > 0),
  ) as Q;
}

/** Not what has no rows of tables, and nothing beside which a mysqld refuses the clause. */
function isLockable({ from, columns }: Select, environment: PlannerEnvironment): boolean {
  if (from.length === 0 || columns.some(({ kind }) => kind === 'Nextval')) return false;
  return from.every((one) => isOfRows(one, environment));
}

function isOfRows(expr: TableExpr, environment: PlannerEnvironment): boolean {
  switch (expr.kind) {
    case 'AliasedTableExpr':
      return expr.expr.kind !== 'TableName' || !isSystemSchema(expr.expr.qualifier || environment.keyspace);
    case 'ParenTableExpr':
      return expr.exprs.every((inner) => isOfRows(inner, environment));
    case 'JoinTableExpr':
      return isOfRows(expr.left, environment) && isOfRows(expr.right, environment);
    case 'JsonTableExpr':
      return false;
  }
}
