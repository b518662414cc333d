import { type Expr, equals, type Select, visit } from '@vt/sqlparser';

/**
 * A query whose groups and order are by functions of subqueries that its select list has, by their places in it: to MySQL they are the same where they are
 * written alike, and here each mention of a table has a name of its own.
 */
export function byPlace(select: Select): Select {
  const { groupBy, orderBy } = select;
  if (groupBy === null) return select;
  return {
    ...select,
    groupBy: { ...groupBy, exprs: groupBy.exprs.map((expr) => placeOf(expr, select)) },
    orderBy: orderBy.map((order) => ({ ...order, expr: placeOf(order.expr, select) })),
  };
}

function placeOf(expr: Expr, { columns }: Select): Expr {
  if (!isFoundAgain(expr)) return expr;
  const at = columns.findIndex((column) => column.kind === 'AliasedExpr' && equals(column.expr, expr));
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
