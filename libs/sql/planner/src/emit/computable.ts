import { type Expr, visit } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';

/** @throws VT12001 for what the gate cannot compute. */
export function checkComputable(expr: Expr, _ctx: PlanContext): void {
  visit(expr, (node) => {
    if (node.kind === 'Subquery' || node.kind === 'ExistsExpr')
      refuse('a subquery in an expression of rows of several shards');
    if (node.kind === 'ColName' && node.qualifier?.name !== '#')
      refuse(`column '${node.name}' in an expression of rows of several shards`);
    if (node.kind === 'AggregateExpr' || node.kind === 'GroupConcatExpr' || node.kind === 'CountStar')
      refuse('an aggregate inside of another over several shards');
  });
}
