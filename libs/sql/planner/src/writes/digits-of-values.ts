import { type Expr, type Node, type Select, type SelectExpr, type Subquery, type Update, visit } from '@vt/sqlparser';
import { isIntegral, isNumber, Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from '../environment.ts';
import { Binder } from '../semantics/bind/binder.ts';
import { emptySelect } from '../semantics/bind/empty-select.ts';
import { bindQuery } from '../semantics/bind/query.ts';
import { contains, hasQuotient } from '../semantics/expressions.ts';
import { allDigits, givesAverage, hidesDigits } from '../semantics/hidden-digits.ts';
import { useOfDigits } from '../semantics/use-of-digits.ts';
import { asStored } from './as-stored.ts';

/*
 * What a write reads before, for all rows: a mysqld stores and computes with more digits of a subquery's average than the value shows that is put in
 * its place.
 */

/** Of which tables a statement's expressions may be. */
type From = Pick<Update, 'tables' | 'with'>;

/**
 * Whether digits of a subquery's average or quotient that are not shown are computed with below `root`: a value that was read has them no more, and
 * one of all digits would give more of them on.
 */
export function computesWithDigits(
  root: Node,
  subquery: Subquery,
  from: From,
  environment: PlannerEnvironment,
): boolean {
  if (typeOfHidden(subquery, from, environment) !== Type.DECIMAL) return false;
  const typeOf = (expr: Expr) => ({ type: typesOf([expr], from, environment)[0] ?? Type.NULL_TYPE });
  return useOfDigits(root, subquery, { environment, typeOf }) !== 'shown';
}

/** Of a subquery that has digits which are not shown; undefined for others. */
function typeOfHidden({ select }: Subquery, from: From, environment: PlannerEnvironment): number | undefined {
  const [item, ...more] = select.kind === 'Select' ? select.columns : [];
  if (select.kind !== 'Select' || item?.kind !== 'AliasedExpr' || more.length > 0) return undefined;
  const hides = environment.flavor === 'mariadb' ? contains(item.expr, hidesDigits) : givesAverage(item.expr);
  return hides ? typesOfQuery(select, from, environment)[0] : undefined;
}

/** What is stored, or compared, of a query's average or quotient is more than it shows. @param target the type that its value becomes */
export function storedValue(expr: Expr, target: number | undefined, from: From, environment: PlannerEnvironment): Expr {
  if (target === undefined) return expr;
  // MySQL stores of what it has computed what it shows.
  if (expr.kind !== 'Subquery')
    return environment.flavor === 'mariadb' && isNumber(target) && isExact(expr, from, environment)
      ? allDigits(expr)
      : expr;
  if (expr.select.kind !== 'Select') return expr;
  const [item, ...others] = expr.select.columns;
  if (item?.kind !== 'AliasedExpr' || others.length > 0) return expr;
  const isAverage = item.expr.kind === 'AggregateExpr' && item.expr.name === 'avg';
  const hides = environment.keepsQuotients ? contains(item.expr, hidesDigits) : isAverage || hasQuotient(item.expr);
  if (!hides) return expr;
  return { ...expr, select: asStored(expr.select, [target], environment) };
}

/** Whether it is computed of averages and other exact numbers alone. */
function isExact(expr: Expr, from: From, environment: PlannerEnvironment): boolean {
  let exact = true;
  let hides = false;
  visit(expr, (node) => {
    if (node.kind === 'Literal') exact &&= node.type === 'Int' || node.type === 'Decimal';
    if (node.kind !== 'Subquery') return exact;
    const [type = Type.NULL_TYPE] = node.select.kind === 'Select' ? typesOfQuery(node.select, from, environment) : [];
    exact &&= type === Type.DECIMAL || isIntegral(type);
    hides ||= typeOfHidden(node, from, environment) !== undefined;
    return false;
  });
  return exact && hides;
}

/** Of expressions over the statement's tables; none where they are not known. */
export function typesOf(exprs: readonly Expr[], from: From, environment: PlannerEnvironment): number[] {
  const columns = exprs.map((expr): SelectExpr => ({ kind: 'AliasedExpr', expr, as: '', text: '' }));
  return typesOfQuery({ ...emptySelect, from: from.tables, columns }, from, environment);
}

function typesOfQuery(query: Select, from: From, environment: PlannerEnvironment): number[] {
  try {
    const whole = { ...query, with: query.with ?? from.with };
    const bound = bindQuery(whole, undefined, new Map(), new Binder(environment, { bindQuery }));
    return bound.columns.map(({ type }) => type);
  } catch {
    // Who plans the statement says what is wrong with it.
    return [];
  }
}
