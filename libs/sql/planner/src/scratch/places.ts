import { type Expr, equals, rewrite, type Select, visit } from '@vt/sqlparser';
import { columnName, emptySelect } from '../semantics/bind/empty-select.ts';
import { contains } from '../semantics/expressions.ts';

/**
 * A query whose groups and order are by functions of subqueries that its select list has, by their places in it: to MySQL they are the same where they are
 * written alike, and here each mention of a table has a name of its own.
 */
export function byPlace(select: Select): Select {
  const { groupBy, orderBy } = select;
  if (groupBy === null) return select;
  return {
    ...select,
    columns: groupBy.withRollup ? groupingByName(select) : select.columns,
    groupBy: { ...groupBy, exprs: groupBy.exprs.map((expr) => placeOf(expr, select)) },
    orderBy: orderBy.map((order) => ({ ...order, expr: placeOf(order.expr, select) })),
  };
}

/** GROUPING takes no place: it is of the column by its name, which a subquery can see. */
function groupingByName(select: Select): Select['columns'] {
  const named = new Map<number, string>();
  const columns = select.columns.map((column) =>
    rewrite(column, (node) => {
      if (node.kind !== 'FuncExpr' || node.name.toLowerCase() !== 'grouping') return node;
      return { ...node, args: node.args.map((arg) => nameOf(arg, select, named)) };
    }),
  );
  return columns.map((column, i) => {
    const as = named.get(i);
    return as === undefined || column.kind !== 'AliasedExpr' ? column : { ...column, as };
  });
}

/** @param named what columns are to be called to be seen. */
function nameOf(expr: Expr, select: Select, named: Map<number, string>): Expr {
  if (!isFoundAgain(expr)) return expr;
  const at = listedAt(expr, select);
  const item = select.columns[at];
  if (item?.kind !== 'AliasedExpr') return expr;
  const name = columnName({ ...item, text: item.text.trim() });
  // A column of a table would be seen before it, and may be grouped by, too.
  if (name === '' || contains(select, (node) => node.kind === 'ColName' && isCalled(node.name, name))) return expr;
  if (select.columns.some((one, i) => i !== at && one.kind === 'AliasedExpr' && isCalled(columnName(one), name)))
    return expr;
  named.set(at, name);
  const column: Expr = { kind: 'ColName', name, qualifier: null };
  const columns = [{ kind: 'AliasedExpr', expr: column, as: '', text: '' } as const];
  return { kind: 'Subquery', select: { ...emptySelect, columns } };
}

const isCalled = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const listedAt = (expr: Expr, { columns }: Select): number =>
  columns.findIndex((column) => column.kind === 'AliasedExpr' && equals(column.expr, expr));

function placeOf(expr: Expr, select: Select): Expr {
  if (!isFoundAgain(expr)) return expr;
  const { columns } = select;
  const at = listedAt(expr, select);
  if (at < 0 || columns.slice(0, at).some(({ kind }) => kind === 'StarExpr')) return expr;
  return { kind: 'Literal', type: 'Int', value: String(at + 1) };
}

/** MySQL tells subqueries by their text only where they are arguments of functions that its grammar has no words for; others are never the same to it (error 1055). */
function isFoundAgain(expr: Expr): boolean {
  if (expr.kind !== 'FuncExpr' || IN_GRAMMAR.has(expr.name.toLowerCase())) return false;
  const reading = expr.args.filter(readsTable);
  return reading.length > 0 && reading.every((arg) => arg.kind === 'Subquery' || isFoundAgain(arg));
}

function readsTable(expr: Expr): boolean {
  let found = false;
  visit(expr, ({ kind }) => {
    found ||= kind === 'AliasedTableExpr' || kind === 'TableStatement';
    return !found;
  });
  return found;
}

const IN_GRAMMAR: ReadonlySet<string> = new Set(
  (
    'adddate ascii char charset coalesce collation date date_add date_sub day extract format hour if insert interval left log microsecond mid minute ' +
    'mod month position quarter repeat replace reverse right second subdate substr substring time timestamp trim truncate user week weight_string year'
  ).split(' '),
);
