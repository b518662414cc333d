import { VtError } from '@vt/base';
import { type Node, type QueryStatement, visitButLiterals } from '@vt/sqlparser';

/** @throws 1235 for IN, ALL or ANY of a query with a LIMIT, which no mysqld takes, and to which no shard would show it. */
export function refuseLimitedLists(statement: Node): void {
  visitButLiterals(statement, (node) => {
    const isList = node.kind === 'ComparisonExpr' && (node.modifier !== '' || node.operator.endsWith('in'));
    if (isList && node.right.kind === 'Subquery' && isLimited(node.right.select)) throw refusal();
    return true;
  });
}

function isLimited(query: QueryStatement): boolean {
  if (query.limit) return true;
  if (query.kind === 'Union') return isLimited(query.left) || isLimited(query.right);
  return query.kind === 'ParenSelect' && isLimited(query.select);
}

function refusal(): VtError {
  return new VtError({
    code: 'UNIMPLEMENTED',
    errno: 1235,
    state: '42000',
    message: "This version of MySQL doesn't yet support 'LIMIT & IN/ALL/ANY/SOME subquery'",
  });
}
