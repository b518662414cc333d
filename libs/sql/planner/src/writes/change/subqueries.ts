import { VtError } from '@vt/base';
import {
  type ColName,
  type ComparisonExpr,
  type Delete,
  type Expr,
  type Node,
  type QueryStatement,
  rewrite,
  type Subquery,
  type Update,
  visit,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../../environment.ts';
import { contains, hasQuotient } from '../../semantics/expressions.ts';
import { hidesDigits } from '../../semantics/hidden-digits.ts';
import { tableUses } from '../../semantics/scope.ts';
import { asStored } from '../as-stored.ts';
import { argument, sameName, typeOfColumn } from '../names.ts';
import { isReadWhole } from '../whole-values.ts';
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
  const take = (expr: Expr): void => {
    const bind = `__sq${subqueries.length}`;
    subqueries.push({ bind, subquery: withAllDigits(expr, uses.get(expr), environment) });
    binds.set(expr, bind);
  };
  const isFree = (one: Subquery): boolean => !isCorrelated(one.select, change, environment);
  visit(change, (node) => {
    if (node.kind === 'UpdateExpr') uses.set(node.expr, typeOfTarget(node.name, targets));
    for (const one of usingAllDigits(node, change, environment)) uses.set(one, Type.DECIMAL);
    if (node.kind === 'UpdateExpr' && isReadWhole(node.expr, isFree)) {
      take(node.expr);
      return false;
    }
    if (node.kind === 'ExistsExpr') others.add(node.subquery);
    if (node.kind === 'ComparisonExpr') addOthers(node, others);
    if (node.kind !== 'Subquery') return node.kind !== 'DerivedTable' && node.kind !== 'CommonTableExpr';
    if (others.has(node) || isCorrelated(node.select, change, environment)) return true;
    take(node);
    return false;
  });
  const pulled = rewrite(change, (node) => {
    const bind = binds.get(node);
    return bind === undefined ? node : argument(bind);
  });
  return { change: pulled as N, subqueries };
}

function typeOfTarget({ name, qualifier }: ColName, targets: readonly FromTable[]): number {
  const target = targets.find(
    ({ alias, table }) => (!qualifier || qualifier.name === alias) && typeOfColumn(table, name) !== undefined,
  );
  return (target && typeOfColumn(target.table, name)) ?? Type.NULL_TYPE;
}

/** What is stored, or compared, of a query's average or quotient is more than it shows. @param target the type that its value becomes */
function withAllDigits(expr: Expr, target: number | undefined, environment: PlannerEnvironment): Expr {
  if (expr.kind !== 'Subquery' || expr.select.kind !== 'Select' || target === undefined) return expr;
  const [item, ...others] = expr.select.columns;
  if (item?.kind !== 'AliasedExpr' || others.length > 0) return expr;
  const isAverage = item.expr.kind === 'AggregateExpr' && item.expr.name === 'avg';
  const hides = environment.keepsQuotients ? contains(item.expr, hidesDigits) : isAverage || hasQuotient(item.expr);
  if (!hides) return expr;
  return { ...expr, select: asStored(expr.select, [target], environment) };
}

/** Subqueries that stand for a list or a row. */
function addOthers({ operator, modifier, left, right }: ComparisonExpr, others: Set<Node>): void {
  if (operator === 'in' || operator === 'not in' || modifier !== '' || left.kind === 'ValTuple') others.add(right);
  if (right.kind === 'ValTuple') others.add(left);
}

/** Whether a query names a column that is none of its own tables'. */
export function isCorrelated(query: QueryStatement, change: Node, environment: PlannerEnvironment): boolean {
  const uses = tableUses(query, environment, change);
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
