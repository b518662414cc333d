import { VtError } from '@vt/base';
import {
  type ColName,
  type ComparisonExpr,
  type Delete,
  type Expr,
  type Node,
  rewrite,
  type Subquery,
  type Update,
  visit,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../../environment.ts';
import { tableUses } from '../../semantics/scope.ts';
import { computesWithDigits, storedValue } from '../digits-of-values.ts';
import { argument, typeOfColumn } from '../names.ts';
import { isReadWhole } from '../whole-values.ts';
import { isCorrelated } from './correlated.ts';
import { usingAllDigits } from './digits.ts';
import type { FromTable } from './target.ts';

/** @throws 1093 where a subquery reads the table that the statement changes, as MySQL does. */
export function checkNotRead(
  change: Update | Delete,
  targets: readonly FromTable[],
  environment: PlannerEnvironment,
): void {
  // MariaDB reads all before it changes something.
  if (environment.flavor === 'mariadb' && change.tables.length === 1 && change.tables[0]?.kind === 'AliasedTableExpr')
    return;
  const inside = (node: Node): void => {
    visit(node, (child) => {
      // A derived table is computed before anything changes.
      if (child.kind === 'DerivedTable') return false;
      if (child.kind === 'AliasedTableExpr' && child.expr.kind === 'TableName') {
        const [use] = tableUses(child, environment, change);
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

export function targetRead(alias: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1093,
    state: 'HY000',
    message: `You can't specify target table '${alias}' for update in FROM clause`,
  });
}

export type PulledOut<N> = {
  readonly change: N;
  readonly subqueries: readonly { readonly bind: string; readonly subquery: Expr }[];
  /** Some value would not be computed with as a mysqld does. */
  readonly losesDigits: boolean;
};

/** Takes subqueries that stand for one value and need nothing of the row out of a statement, leaving a bind in the place of each. */
export function pullOutValues<N extends Update | Delete>(
  change: N,
  targets: readonly FromTable[],
  environment: PlannerEnvironment,
): PulledOut<N> {
  const uses = new Map<Node, number>();
  const subqueries: { bind: string; subquery: Expr }[] = [];
  const binds = new Map<Node, string>();
  const others = new Set<Node>();
  let losesDigits = false;
  const take = (expr: Expr): void => {
    const bind = `__sq${subqueries.length}`;
    subqueries.push({ bind, subquery: storedValue(expr, uses.get(expr), change, environment) });
    binds.set(expr, bind);
  };
  const isFree = (one: Subquery): boolean => !isCorrelated(one.select, change, environment);
  const loses = (one: Subquery): boolean => computesWithDigits(change, one, change, environment);
  visit(change, (node) => {
    if (node.kind === 'UpdateExpr') uses.set(node.expr, typeOfTarget(node.name, targets));
    for (const one of usingAllDigits(node, change, environment)) uses.set(one, Type.DECIMAL);
    if (node.kind === 'UpdateExpr' && isReadWhole(node.expr, isFree, loses)) {
      take(node.expr);
      return false;
    }
    if (node.kind === 'ExistsExpr') others.add(node.subquery);
    if (node.kind === 'ComparisonExpr') addOthers(node, others);
    if (node.kind !== 'Subquery') return node.kind !== 'DerivedTable' && node.kind !== 'CommonTableExpr';
    if (others.has(node) || isCorrelated(node.select, change, environment)) return true;
    losesDigits ||= !uses.has(node) && loses(node);
    take(node);
    return false;
  });
  const pulled = rewrite(change, (node) => {
    const bind = binds.get(node);
    return bind === undefined ? node : argument(bind);
  });
  return { change: pulled as N, subqueries, losesDigits };
}

function typeOfTarget({ name, qualifier }: ColName, targets: readonly FromTable[]): number {
  const target = targets.find(
    ({ alias, table }) => (!qualifier || qualifier.name === alias) && typeOfColumn(table, name) !== undefined,
  );
  return (target && typeOfColumn(target.table, name)) ?? Type.NULL_TYPE;
}

/** Subqueries that stand for a list or a row. */
function addOthers({ operator, modifier, left, right }: ComparisonExpr, others: Set<Node>): void {
  if (operator === 'in' || operator === 'not in' || modifier !== '' || left.kind === 'ValTuple') others.add(right);
  if (right.kind === 'ValTuple') others.add(left);
}
