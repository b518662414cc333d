import { VtError } from '@vt/base';
import {
  type ColName,
  type Delete,
  type Node,
  type QueryStatement,
  rewrite,
  type Subquery,
  type Update,
  visit,
} from '@vt/sqlparser';
import type { PlannerEnvironment } from '../../environment.ts';
import { tableUses } from '../../semantics/scope.ts';
import { argument, sameName } from '../names.ts';
import type { FromTable } from './target.ts';

/** @throws 1093 where a subquery reads the table that the statement changes, as MySQL does. */
export function checkNotRead(
  change: Update | Delete,
  targets: readonly FromTable[],
  environment: PlannerEnvironment,
): void {
  const inside = (node: Node): void => {
    visit(node, (child) => {
      // A derived table is computed before anything changes.
      if (child.kind === 'DerivedTable') return false;
      if (child.kind === 'AliasedTableExpr' && child.expr.kind === 'TableName') {
        const [use] = tableUses(child, environment);
        const target = targets.find(({ table }) => use?.table === table);
        if (target) throw targetRead(target.alias);
      }
      return true;
    });
  };
  visit(change, (node) => {
    if (node.kind === 'Subquery') inside(node.select);
    return node.kind !== 'DerivedTable';
  });
}

function targetRead(alias: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1093,
    state: 'HY000',
    message: `You can't specify target table '${alias}' for update in FROM clause`,
  });
}

export type PulledOut<N> = {
  readonly change: N;
  readonly subqueries: readonly { readonly bind: string; readonly subquery: Subquery }[];
};

/** Takes subqueries that stand for one value and need nothing of the row out of a statement, leaving a bind in the place of each. */
export function pullOutValues<N extends Update | Delete>(change: N, environment: PlannerEnvironment): PulledOut<N> {
  const subqueries: { bind: string; subquery: Subquery }[] = [];
  const lists = new Set<Node>();
  visit(change, (node) => {
    if (node.kind === 'ExistsExpr') lists.add(node.subquery);
    if (
      node.kind === 'ComparisonExpr' &&
      (node.operator === 'in' || node.operator === 'not in' || node.modifier !== '')
    ) {
      lists.add(node.right);
    }
    return node.kind !== 'DerivedTable';
  });
  const pulled = rewrite(change, (node) => {
    if (node.kind !== 'Subquery' || lists.has(node) || isCorrelated(node.select, environment)) return node;
    const bind = `__sq${subqueries.length}`;
    subqueries.push({ bind, subquery: node });
    return argument(bind);
  });
  return { change: pulled as N, subqueries };
}

/** Whether a query names a column that is none of its own tables'. */
function isCorrelated(query: QueryStatement, environment: PlannerEnvironment): boolean {
  const uses = tableUses(query, environment);
  const names = new Set<string>();
  visit(query, (node) => {
    if (node.kind === 'AliasedTableExpr') names.add(node.as || (node.expr.kind === 'TableName' ? node.expr.name : ''));
    if (node.kind === 'AliasedExpr' && node.as !== '') names.add(node.as);
  });
  const isOwn = ({ name, qualifier }: ColName): boolean => {
    if (qualifier) return names.has(qualifier.name);
    if (names.has(name)) return true;
    return uses.some(
      ({ table }) => !table?.columnListAuthoritative || table.columns.some((c) => sameName(c.name, name)),
    );
  };
  let found = false;
  visit(query, (node) => {
    if (node.kind === 'ColName' && !isOwn(node)) found = true;
  });
  return found;
}
