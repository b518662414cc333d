import { cutName, expressionName, introducedName, literalName } from '@vt/planner';
import {
  type AliasedTableExpr,
  type CommonTableExpr,
  type Expr,
  print,
  type QueryStatement,
  rewrite,
  type SelectExpr,
  type Statement,
} from '@vt/sqlparser';
import { PARAMETER_PREFIX } from '../../session/session.ts';

/**
 * MySQL names a column without an alias by its text, which printing may change: the client sees the names of the statement's own columns, and
 * its other parts use those of derived tables and CTEs.
 */
export function nameColumns<N extends Statement>(statement: N): N {
  const named = rewrite(statement, (node) => {
    if (node.kind === 'AliasedTableExpr') return nameDerived(node);
    return node.kind === 'CommonTableExpr' ? nameCte(node) : node;
  });
  if (named.kind !== 'Select' && named.kind !== 'Union') return named;
  return nameQuery(named, (expr, name) => name === print(expr)) as typeof named;
}

/** A query that is sent in another form, whose text does not give its columns' names. */
export function withNames(query: QueryStatement): QueryStatement {
  return nameQuery(query, () => false);
}

function nameDerived(node: AliasedTableExpr): AliasedTableExpr {
  if (node.expr.kind !== 'DerivedTable' || node.columns.length > 0) return node;
  const select = nameQuery(node.expr.select, () => false);
  return select === node.expr.select ? node : { ...node, expr: { ...node.expr, select } };
}

function nameCte(node: CommonTableExpr): CommonTableExpr {
  if (node.columns.length > 0) return node;
  const select = nameQuery(node.select, () => false);
  return select === node.select ? node : { ...node, select };
}

/** Of a set operation the first query's columns give the names. `keeps`: the printed text has the name already. */
function nameQuery(query: QueryStatement, keeps: (expr: Expr, name: string) => boolean): QueryStatement {
  if (query.kind === 'Union') {
    const left = nameQuery(query.left, keeps);
    return left === query.left ? query : { ...query, left };
  }
  if (query.kind === 'ParenSelect') {
    const select = nameQuery(query.select, keeps);
    return select === query.select ? query : { ...query, select };
  }
  if (query.kind !== 'Select') return query;
  const columns = query.columns.map((column) => nameColumn(column, keeps));
  return columns.some((column, i) => column !== query.columns[i]) ? { ...query, columns } : query;
}

function nameColumn(column: SelectExpr, keeps: (expr: Expr, name: string) => boolean): SelectExpr {
  if (column.kind !== 'AliasedExpr' || column.as !== '' || column.expr.kind === 'ColName') return column;
  const name = columnName(column.expr, column.text);
  return name === '' || keeps(column.expr, name) ? column : { ...column, as: name };
}

function withoutPlus(expr: Expr): Expr {
  return expr.kind === 'UnaryExpr' && expr.operator === '+' ? withoutPlus(expr.expr) : expr;
}

const PARAMETER = new RegExp(
  `\\(select (@\`${PARAMETER_PREFIX}\\d+\`) from \\(select 1\\) as __vt_unknown\\)|@\`${PARAMETER_PREFIX}\\d+\``,
  'g',
);

/** `written`: the expression's text. */
export function columnName(expr: Expr, written: string): string {
  const text = written.includes(PARAMETER_PREFIX) ? written.replace(PARAMETER, '?') : written;
  if (expr.kind === 'NullVal') return 'NULL';
  // MySQL's parser forgets the plus sign.
  const signed = withoutPlus(expr);
  if (signed !== expr && signed.kind === 'ColName') return signed.name;
  const given = givenName(expr);
  if (given !== undefined) return given;
  const introduced = expr.kind === 'IntroducerExpr' ? introducedName(expr) : undefined;
  if (introduced !== undefined) return cutName(introduced);
  if (expr.kind !== 'Literal' || (expr.type !== 'String' && expr.type !== 'NString'))
    return cutName(expressionName(text));
  // Of several that stand side by side the first is the name.
  const first = /^n?'([^'\\]*)'\s+['"]/i.exec(text)?.[1];
  return cutName(literalName(first ?? expr.value));
}

/** NAME_CONST('x', 1) is a column x. */
function givenName(expr: Expr): string | undefined {
  if (expr.kind !== 'FuncExpr' || expr.qualifier !== '' || expr.name.toLowerCase() !== 'name_const') return undefined;
  const [name] = expr.args;
  return name?.kind === 'Literal' && name.type === 'String' ? cutName(name.value) : undefined;
}
