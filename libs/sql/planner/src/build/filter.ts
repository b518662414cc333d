import { type Expr, type Node, visit } from '@vt/sqlparser';
import { isText } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { FilterOp, JoinOp, Operator } from '../operators/operator.ts';
import { addConditions } from '../operators/route.ts';
import { sourcesOfOperator } from '../operators/sources.ts';
import {
  aggregatesIn,
  childrenOf,
  contains,
  exprKey,
  hasSubquery,
  isAggregate,
  isExact,
  isSubset,
  isWindow,
  replace,
  sourcesOf,
  splitAnd,
  varies,
} from '../semantics/expressions.ts';
import { isAverage, withExactAverages } from './exact-averages.ts';
import { withArguments } from './join.ts';
import { nullRejecting } from './null-rejecting.ts';
import { followSubquery, mergeSubqueries } from './subquery.ts';
import { vindexValues } from './vindex-func.ts';

/** Puts conditions as deep as they go; what cannot go down stays on top. */
export function addFilter(op: Operator, predicates: readonly Expr[], ctx: PlanContext): Operator {
  const terms = predicates.flatMap(splitAnd).filter((term) => !isTrue(term));
  if (terms.length === 0) return op;
  switch (op.kind) {
    case 'Route':
      return filterRoute(op, terms, ctx);
    case 'Filter':
      return stay(addFilter(op.input, terms, ctx), op.predicates);
    case 'Join':
      return filterJoin(op, terms, ctx);
    case 'Derived':
      return filterDerived(op, terms, ctx);
    case 'Subquery':
      return { ...op, outer: addFilter(op.outer, terms, ctx) };
    case 'SemiJoin':
      return { ...op, left: addFilter(op.left, terms, ctx) };
    case 'Order':
    case 'Distinct':
      return { ...op, input: addFilter(op.input, terms, ctx) };
    case 'Aggregate':
      return filterAggregate(op, terms, ctx);
    case 'Apply': {
      const key = exprKey(op.node);
      const [above, below] = partition(terms, (term) =>
        contains(term, (node) => node.kind === op.node.kind && exprKey(node) === key),
      );
      return stay({ ...op, input: addFilter(op.input, below, ctx) }, above);
    }
    case 'VindexFunc': {
      const [first, ...rest] = terms;
      if (op.values || !first) return stay(op, terms);
      return stay({ ...op, values: vindexValues(first, op) }, rest);
    }
    default:
      return stay(op, terms);
  }
}

function isTrue(expr: Expr): boolean {
  if (expr.kind === 'BoolVal') return expr.value;
  if (expr.kind === 'Literal' && expr.type === 'Int') return !/^0+$/.test(expr.value);
  return (
    expr.kind === 'ComparisonExpr' &&
    expr.operator === '=' &&
    expr.left.kind === 'Literal' &&
    expr.left.type === 'Int' &&
    exprKey(expr.left) === exprKey(expr.right)
  );
}

function stay(input: Operator, predicates: readonly Expr[]): Operator {
  if (predicates.length === 0) return input;
  return { kind: 'Filter', predicates, input } satisfies FilterOp;
}

function filterRoute(op: Extract<Operator, { kind: 'Route' }>, terms: readonly Expr[], ctx: PlanContext): Operator {
  if (op.closed || op.select.limit) return stay(op, terms);
  let route = op;
  let plain: Expr[] = [];
  const left: Expr[] = [];
  for (const term of terms) {
    if (!hasSubquery(term)) {
      plain.push(term);
      continue;
    }
    route = addConditions(route, plain, ctx);
    plain = [];
    const followed = followSubquery(route, term, ctx);
    const merged = followed ? term : mergeSubqueries(route, term, ctx);
    route = followed ?? route;
    if (merged) route = addConditions(route, [merged], ctx);
    else left.push(term);
  }
  return stay(addConditions(route, plain, ctx), left);
}

function filterJoin(op: JoinOp, terms: readonly Expr[], ctx: PlanContext): Operator {
  const leftSources = sourcesOfOperator(op.left);
  const rightSources = sourcesOfOperator(op.right);
  const [leftOnly, others] = partition(terms, (term) => isSubset(sourcesOf(term), leftSources));
  const left = addFilter(op.left, leftOnly, ctx);
  let join: JoinOp = left === op.left ? op : { ...op, left };
  if (join.variant === 'left') {
    if (!others.some((term) => nullRejecting(term, rightSources))) return stay(join, others);
    join = { ...join, variant: 'inner' };
  }
  const rest: Expr[] = [];
  for (const term of others) {
    const next = hasSubquery(term) && !isSubset(sourcesOf(term), rightSources) ? undefined : pushRight(join, term, ctx);
    if (next) join = next;
    else rest.push(term);
  }
  return stay(join, rest);
}

function pushRight(join: JoinOp, term: Expr, ctx: PlanContext): JoinOp | undefined {
  const mixed = !isSubset(sourcesOf(term), sourcesOfOperator(join.right));
  if (mixed && join.hash) return undefined;
  const { expr, vars } = mixed
    ? withArguments(term, sourcesOfOperator(join.left), join.vars, ctx)
    : { expr: term, vars: join.vars };
  const right = addFilter(join.right, [expr], ctx);
  return { ...join, right, vars };
}

function filterDerived(op: Extract<Operator, { kind: 'Derived' }>, terms: readonly Expr[], ctx: PlanContext): Operator {
  const inside: Expr[] = [];
  const outside: Expr[] = [];
  const keptShort = isReadAgain(op, ctx);
  for (const term of terms) {
    const inner = substitute(term, op);
    if (
      contains(inner, isWindow) ||
      varies(inner) ||
      (hasSubquery(term) && looksAtGroups(term, op)) ||
      (keptShort && contains(inner, isAverage))
    )
      outside.push(term);
    else inside.push(inner);
  }
  return stay({ ...op, input: addFilter(op.input, inside, ctx) }, outside);
}

/** Whether MySQL keeps the rows in a table, for others who read them too: conditions on an average see what is shown of it. */
function isReadAgain({ alias }: Extract<Operator, { kind: 'Derived' }>, { binder, environment }: PlanContext): boolean {
  const source = binder.sources.get(alias);
  return environment.flavor !== 'mariadb' && source?.kind === 'derived' && (source.mentions?.count ?? 0) > 1;
}

/** Whether a condition is about columns that are only there when rows have been grouped: a subquery could not have them. */
function looksAtGroups(term: Expr, { alias, columns }: Extract<Operator, { kind: 'Derived' }>): boolean {
  let found = false;
  replace(term as Node, (node) => {
    const column =
      node.kind === 'ColName' && node.qualifier?.name === alias ? columns.get(node.name.toLowerCase()) : undefined;
    if (column && (contains(column, isAggregate) || contains(column, isWindow))) found = true;
    return undefined;
  });
  return found;
}

/** Columns of a derived table as the expressions they are in its block. */
export function substitute<E extends Node>(
  expr: E,
  { alias, columns }: Pick<Extract<Operator, { kind: 'Derived' }>, 'alias' | 'columns'>,
): E {
  return replace(expr, (node) => {
    if (node.kind !== 'ColName' || node.qualifier?.name !== alias) return undefined;
    return columns.get(node.name.toLowerCase());
  });
}

function filterAggregate(
  op: Extract<Operator, { kind: 'Aggregate' }>,
  terms: readonly Expr[],
  ctx: PlanContext,
): Operator {
  const groups = new Set(op.groups.map(exprKey));
  const [below, above] = partition(
    terms,
    (term) =>
      !op.scalar && !op.partial && !hasSubquery(term) && onlyGroups(term, groups) && holdsForAll(term, groups, ctx),
  );
  const input = addFilter(op.input, below, ctx);
  // MySQL makes HAVING of conditions on what was grouped, which looks at all digits of averages.
  const exact = above.map((term) => (hasSubquery(term) ? term : withExactAverages(term)));
  const known = new Set(op.aggregates.map(exprKey));
  const more = aggregatesIn(exact).filter((one) => isExact(one) && !known.has(exprKey(one)));
  const next = input === op.input && more.length === 0 ? op : { ...op, input, aggregates: [...op.aggregates, ...more] };
  return stay(next, exact);
}

/** Whether all columns of a condition are in expressions that are grouped by. */
function onlyGroups(term: Expr, groups: ReadonlySet<string>): boolean {
  if (contains(term, isAggregate)) return false;
  const rest = replace(term as Node, (node) => (groups.has(exprKey(node)) ? { kind: 'NullVal' } : undefined));
  return sourcesOf(rest).size === 0;
}

/** Nodes that take texts which are equal for the same. */
const COMPARING = new Set(['AndExpr', 'BetweenExpr', 'ComparisonExpr', 'IsExpr', 'NotExpr', 'OrExpr', 'ValTuple']);

/** Whether a condition says the same of all rows of a group: texts that are equal (`a` and `A`) may have different lengths, bytes and so on. */
function holdsForAll(term: Expr, groups: ReadonlySet<string>, ctx: PlanContext): boolean {
  const isTextKey = (node: Node): boolean => groups.has(exprKey(node)) && isText(ctx.typeOf(node as Expr).type);
  let holds = true;
  let hasTexts = false;
  visit(term, (node) => {
    const children = childrenOf(node);
    if (!children.some(isTextKey)) return holds;
    hasTexts = true;
    holds &&= COMPARING.has(node.kind);
    return holds;
  });
  return holds && !(hasTexts && contains(term, ({ kind }) => kind === 'CollateExpr' || kind === 'CastExpr'));
}

export function partition<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const one of all) (test(one) ? yes : no).push(one);
  return [yes, no];
}
