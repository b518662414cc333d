import type { PlanRows, PlanValue, PlanValues } from '@vt/plan';
import type { ColName, ComparisonExpr, Expr } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { exprKey, splitAnd } from '../semantics/expressions.ts';
import { planValues } from '../semantics/values.ts';
import { constant } from './constant.ts';
import type { Equivalences } from './equivalence.ts';

/** A list that a column's value is one of. `source`: the condition that says so, where it is one of its own. */
export type ListFact = { readonly values: PlanValues; readonly source: ComparisonExpr | undefined };
export type RowsFact = { readonly columns: readonly (string | undefined)[]; readonly rows: PlanRows };

/** What conditions say of columns' values; columns by their key. */
export type Facts = {
  readonly lists: ReadonlyMap<string, readonly ListFact[]>;
  readonly rows: readonly RowsFact[];
  readonly ranges: ReadonlyMap<string, { readonly from: PlanValue; readonly to: PlanValue }>;
  readonly patterns: ReadonlyMap<string, PlanValue>;
};

/** A condition as it stands, and with columns of derived tables as what they are inside. */
export type Condition = { readonly written: Expr; readonly resolved: Expr };

export function gatherFacts(conditions: readonly Condition[]): Facts {
  const lists = new Map<string, ListFact[]>();
  const rows: RowsFact[] = [];
  const ranges = new Map<string, { from: PlanValue; to: PlanValue }>();
  const patterns = new Map<string, PlanValue>();
  const addList = (column: Expr, fact: ListFact) => {
    const key = exprKey(column);
    lists.set(key, [...(lists.get(key) ?? []), fact]);
  };
  for (const { written, resolved } of conditions) {
    if (resolved.kind === 'OrExpr') {
      for (const [column, values] of commonLists(resolved.exprs)) addList(column, { values, source: undefined });
    } else if (resolved.kind === 'BetweenExpr') addRange(resolved, ranges);
    else if (resolved.kind === 'ComparisonExpr') addComparison(resolved, written, addList, rows, patterns);
  }
  return { lists, rows, ranges, patterns };
}

function addRange(
  between: Extract<Expr, { kind: 'BetweenExpr' }>,
  ranges: Map<string, { from: PlanValue; to: PlanValue }>,
): void {
  const from = constant(between.from);
  const to = constant(between.to);
  if (!between.negated && between.expr.kind === 'ColName' && from && to)
    ranges.set(exprKey(between.expr), { from, to });
}

function addComparison(
  condition: ComparisonExpr,
  written: Expr,
  addList: (column: Expr, fact: ListFact) => void,
  rows: RowsFact[],
  patterns: Map<string, PlanValue>,
): void {
  const { left, operator, right } = condition;
  if (operator === 'like' && left.kind === 'ColName' && !condition.escape) {
    const pattern = constant(right);
    if (pattern) patterns.set(exprKey(left), pattern);
  }
  if (operator !== 'in') return;
  if (left.kind === 'ColName') {
    const values = planValues(right) ?? constants(right);
    if (values)
      addList(left, { values: withoutNulls(values), source: written.kind === 'ComparisonExpr' ? written : undefined });
    return;
  }
  if (left.kind !== 'ValTuple') return;
  const tuple = tupleRows(left.exprs, right);
  if (tuple) rows.push(tuple);
}

function constants(expr: Expr): PlanValues | undefined {
  if (expr.kind !== 'ValTuple') return undefined;
  const values = expr.exprs.map(constant);
  return values.every((value) => value !== undefined) ? { kind: 'List', values } : undefined;
}

/** NULL is equal to nothing. */
function withoutNulls(values: PlanValues): PlanValues {
  return values.kind === 'ListBind' ? values : { ...values, values: values.values.filter((value) => !isNull(value)) };
}

export function isNull(value: PlanValue): boolean {
  return value.kind === 'Literal' && value.type === Type.NULL_TYPE;
}

function tupleRows(columns: readonly Expr[], list: Expr): RowsFact | undefined {
  const flat = columns.flatMap(leaves).map(keyOf);
  if (list.kind === 'ListArg') {
    if (columns.some((expr) => expr.kind === 'ValTuple')) return undefined;
    return { columns: flat, rows: { kind: 'TupleBind', name: list.name, offsets: flat.map((_, i) => i) } };
  }
  if (list.kind !== 'ValTuple') return undefined;
  const rows: PlanValue[][] = [];
  for (const item of list.exprs) {
    if (item.kind !== 'ValTuple' || !isShapedLike(item.exprs, columns)) return undefined;
    rows.push(item.exprs.flatMap(leaves).map((expr): PlanValue => constant(expr) ?? unknownValue));
  }
  return { columns: flat, rows: { kind: 'Rows', rows } };
}

/** What is in a tuple, and in the tuples in it. */
function leaves(expr: Expr): readonly Expr[] {
  return expr.kind === 'ValTuple' ? expr.exprs.flatMap(leaves) : [expr];
}

function isShapedLike(row: readonly Expr[], columns: readonly Expr[]): boolean {
  return (
    row.length === columns.length &&
    row.every((value, i) => {
      const column = columns[i] as Expr;
      if (column.kind !== 'ValTuple') return value.kind !== 'ValTuple';
      return value.kind === 'ValTuple' && isShapedLike(value.exprs, column.exprs);
    })
  );
}

/** Stands where an expression is no constant; no vindex may use a column that has one. */
export const unknownValue: PlanValue = { kind: 'Literal', type: Type.EXPRESSION, text: '' };

function keyOf(expr: Expr): string | undefined {
  return expr.kind === 'ColName' ? exprKey(expr) : undefined;
}

/** Columns for which each of several alternatives names values: those together. */
function commonLists(alternatives: readonly Expr[]): [ColName, PlanValues][] {
  const each = alternatives.map((alternative) => listsOf(splitAnd(alternative)));
  const [first] = each;
  const out: [ColName, PlanValues][] = [];
  for (const [key, { column }] of first ?? []) {
    const values = each.map((lists) => lists.get(key)?.values);
    if (values.every((list) => list !== undefined)) out.push([column, { kind: 'List', values: unique(values.flat()) }]);
  }
  return out;
}

function unique(values: readonly PlanValue[]): PlanValue[] {
  return [...new Map(values.filter((value) => !isNull(value)).map((value) => [JSON.stringify(value), value])).values()];
}

function listsOf(terms: readonly Expr[]): Map<string, { column: ColName; values: readonly PlanValue[] }> {
  const found = new Map<string, { column: ColName; values: readonly PlanValue[] }>();
  for (const term of terms) {
    if (term.kind === 'OrExpr') {
      for (const [column, values] of commonLists(term.exprs))
        if (values.kind === 'List') found.set(exprKey(column), { column, values: values.values });
      continue;
    }
    if (term.kind !== 'ComparisonExpr' || term.modifier !== '') continue;
    const { left, right, operator } = term;
    if (operator === '=') {
      const pair =
        left.kind === 'ColName'
          ? ([left, right] as const)
          : right.kind === 'ColName'
            ? ([right, left] as const)
            : undefined;
      const value = pair && constant(pair[1]);
      if (pair && value && !found.has(exprKey(pair[0])))
        found.set(exprKey(pair[0]), { column: pair[0], values: [value] });
    } else if (operator === 'in' && left.kind === 'ColName') {
      const values = constants(right);
      if (values?.kind === 'List' && !found.has(exprKey(left)))
        found.set(exprKey(left), { column: left, values: values.values });
    }
  }
  return found;
}

/** The constant that conditions make a column equal to. */
export function equalConstant(column: Expr, equal: Equivalences): PlanValue | undefined {
  for (const member of equal.members(column)) {
    const value = constant(member);
    if (value && !isNull(value)) return value;
  }
  return undefined;
}
