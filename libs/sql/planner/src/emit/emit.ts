import type { PlanNode } from '@vt/plan';
import { type Expr, print } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { substitute } from '../build/filter.ts';
import { isPulledOut } from '../build/pull-out.ts';
import { missingValues } from '../build/vindex-func.ts';
import type { PlanContext } from '../context.ts';
import type { Block, Operator, OutputColumn } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { constant } from '../routing/constant.ts';
import { column } from '../semantics/bind/scope.ts';
import type { ExprType } from '../semantics/bind/types.ts';
import { mayBeFloat } from '../semantics/chosen.ts';
import { derivationOf } from '../semantics/derivation.ts';
import {
  exprKey,
  hasQuotient,
  hasSubquery,
  isAggregate,
  replace,
  sourcesOf,
  varies,
} from '../semantics/expressions.ts';
import { emitAggregate, refuseStoredExtremes } from './aggregate.ts';
import { anyColumn } from './any-column.ts';
import { checkComputable } from './computable.ts';
import { emitJoin } from './join.ts';
import { keyColumn } from './key.ts';
import { isUsingColumn } from './names.ts';
import { provides } from './provides.ts';
import { emitClosed, emitOpenStar, emitRoute } from './route.ts';
import { isStored } from './stored.ts';
import { emitApply, emitRecurse, emitSemiJoin, emitSubquery } from './subquery.ts';
import { columnReference, Wants } from './wants.ts';
import { comparisonOf, exactly, isShownWhole } from './weight.ts';

/** The plan of a block: its columns and nothing else. */
export function emitBlock(block: Block, ctx: PlanContext): PlanNode {
  const { op, columns } = block;
  if (op.kind === 'Subquery') return emitSubquery(op, (outer) => emitBlock({ op: outer, columns }, ctx), ctx);
  const node = emitUntyped(block, ctx);
  const values = columns?.map(({ expr }) =>
    expr.kind === 'Argument' && isPulledOut(expr.name) ? expr.name : undefined,
  );
  if (!values?.some((name) => name !== undefined)) return node;
  const picked = values.map((name, column) => ({ column, name: '', ...(name === undefined ? {} : { typeOf: name }) }));
  return { kind: 'SimpleProjection', columns: picked, input: node };
}

function emitUntyped({ op, columns }: Block, ctx: PlanContext): PlanNode {
  if (op.kind === 'Route' && op.closed) return emitClosed(op, ctx);
  if (columns) return emit(op, columns, ctx);
  if (op.kind === 'Limit') return limitNode(op, emitBlock({ op: op.input, columns }, ctx));
  if (op.kind === 'Route') return emitOpenStar(op, ctx);
  return refuse('* of tables whose columns are not known, over several routes');
}

/** The plan of a whole statement: as `emitBlock`, with columns of the tables that the client named. */
export function emitStatement(block: Block, ctx: PlanContext): PlanNode {
  const node = emitBlock(block, ctx);
  if (!block.columns || isWhole(node)) return node;
  const columns = block.columns.map(({ expr }, column) => ({ column, name: '', table: tableName(expr, ctx) }));
  return { kind: 'SimpleProjection', columns, input: node };
}

function isWhole(node: PlanNode): boolean {
  if (node.kind === 'UncorrelatedSubquery') return isWhole(node.outer);
  return node.kind === 'Limit' ? isWhole(node.input) : node.kind === 'Route';
}

/** Of a column; '' for what is computed. */
function tableName(expr: Expr, ctx: PlanContext): string {
  return (expr.kind === 'ColName' && ctx.binder.sources.get(expr.qualifier?.name ?? '')?.name) || '';
}

/** The plan that gives these columns, in this order. */
export function emit(op: Operator, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  if (wants.every(({ expr }) => provides(op, expr, ctx))) return emitProvided(op, wants, ctx);
  const inner = new Wants();
  const exprs = wants.map(({ expr, name }) => {
    const computed = overColumns(expr, op, inner, ctx);
    return { expr: computed, name: name || (isUsingColumn(expr) ? expr.name : '') };
  });
  if (inner.list.length === 0) inner.offset(anyColumn(op));
  const input = emit(op, inner.list, ctx);
  return { kind: 'Projection', exprs, ...(isOfStored(op) && { pads: true }), input };
}

/** The expression over columns of the operator's rows, which are added to what is wanted of it. */
export function overColumns(expr: Expr, op: Operator, wants: Wants, ctx: PlanContext): Expr {
  const types = new Map<Expr, ExprType>();
  const shown = new Map<Expr, ExprType>();
  const untold = new Set<Expr>();
  const { flavor, keepsQuotients } = ctx.environment;
  const computed = replace(expr, (node) => {
    if (!isExpr(node) || !hasColumns(node) || !provides(op, node, ctx)) return undefined;
    // It has more digits than a shard would show of it.
    if (keepsQuotients && node !== expr && hasQuotient(node) && !isAggregate(node)) return undefined;
    if (node !== expr && mayBeFloat(node, ctx)) return undefined;
    const value = node === expr ? node : exactly(node, ctx);
    if (!provides(op, value, ctx)) refuse(`computing '${print(expr)}' of FLOAT over rows of several shards`);
    const reference = columnReference(wants.offset(value), ctx.typeOf(value).collation, derivationOf(value, ctx));
    types.set(reference, ctx.typeOf(value));
    shown.set(reference, ctx.typeOf(node));
    if (value !== node && !isShownWhole(node, op, ctx)) untold.add(reference);
    return reference;
  });
  checkComputable(computed, types, flavor, untold);
  // Inside of an expression a FLOAT is computed with as a DOUBLE, unless what comes of it is shown with six digits again.
  const isInside = computed.kind !== 'ColName' && [...shown.values()].some(({ type }) => type === Type.FLOAT32);
  if (isInside && checkComputable(computed, shown, flavor) === Type.FLOAT32)
    refuse(`computing '${print(expr)}' of FLOAT over rows of several shards`);
  return computed;
}

/** Constants are computed here, with their signs; what has columns is asked for. */
function hasColumns(node: Expr): boolean {
  if (node.kind === 'UnaryExpr' && node.operator === '-') return hasColumns(node.expr);
  return !['Literal', 'NullVal', 'BoolVal', 'Argument', 'ListArg'].includes(node.kind);
}

const NO_EXPRESSIONS = new Set([
  'When',
  'ConvertType',
  'OverClause',
  'WindowSpec',
  'FrameClause',
  'FramePoint',
  'JsonResponse',
  'Order',
  'Limit',
  'TableName',
  'ValTuple',
  'CurTimeFuncExpr',
]);

function isExpr(node: { readonly kind: string }): node is Expr {
  return !NO_EXPRESSIONS.has(node.kind);
}

function emitProvided(op: Operator, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  switch (op.kind) {
    case 'Route':
      return emitRoute(op, wants, ctx);
    case 'Join':
      return emitJoin(op, wants, ctx);
    case 'SemiJoin':
      return emitSemiJoin(op, wants, ctx);
    case 'Apply':
      return emitApply(op, wants, ctx);
    case 'Subquery':
      return emitSubquery(op, (outer) => emit(outer, wants, ctx), ctx);
    case 'Aggregate':
      return emitAggregate(op, wants, ctx);
    case 'Recurse':
      return emitRecurse(op, wants, ctx);
    case 'Derived':
      return emitDerived(op, wants, ctx);
    case 'Limit':
      return limitNode(op, emit(op.input, wants, ctx));
    case 'Filter':
      return emitFilter(op, wants, ctx);
    case 'Order':
      return emitSort(op, wants, ctx);
    case 'Distinct':
      return emitDistinct(op, wants, ctx);
    case 'Union':
      return emitUnion(op, wants, ctx);
    case 'VindexFunc': {
      if (!op.values) throw missingValues();
      const { keyspace, vindex } = op.entry;
      const columns = wants.map(({ expr, name }) => ({ name: name || columnOf(expr), source: columnOf(expr) }));
      return { kind: 'VindexFunc', vindex: { keyspace, name: vindex.name }, values: op.values, columns };
    }
    default:
      return refuse('this query over several shards');
  }
}

function emitDerived(
  op: Extract<Operator, { kind: 'Derived' }>,
  wants: readonly OutputColumn[],
  ctx: PlanContext,
): PlanNode {
  const inner = wants.map(({ expr, name }) => ({
    expr: substitute(expr, op),
    name: name || (isUsingColumn(expr) ? expr.name : ''),
  }));
  refuseStoredExtremes(op.input, inner, ctx);
  const keys = wants.map(({ expr }) => exprKey(expr));
  // What is another value each time is computed once for a column.
  const firsts = inner.map(({ expr }, i) => (varies(expr) ? keys.indexOf(keys[i] as string) : i));
  const kept = inner.filter((_, i) => firsts[i] === i);
  const input = emit(op.input, kept, ctx);
  if (kept.length === inner.length) return input;
  const columns = inner.map(({ name }, i) => ({
    column: kept.indexOf(inner[firsts[i] as number] as OutputColumn),
    name,
  }));
  return { kind: 'SimpleProjection', columns, input };
}

/** In lower case: what a vindex's columns are called. */
function columnOf(expr: Expr): string {
  return expr.kind === 'ColName' ? expr.name.toLowerCase() : '';
}

function limitNode(op: Extract<Operator, { kind: 'Limit' }>, input: PlanNode): PlanNode {
  const count = constant(op.count);
  const offset = op.offset && constant(op.offset);
  if (!count || (op.offset && !offset)) return refuse('LIMIT by something else than a number');
  return {
    kind: 'Limit',
    count,
    offset: offset?.kind === 'Literal' && offset.text === '0' ? undefined : offset,
    input,
  };
}

function emitFilter(
  op: Extract<Operator, { kind: 'Filter' }>,
  wants: readonly OutputColumn[],
  ctx: PlanContext,
): PlanNode {
  const inner = new Wants(wants);
  const terms = op.predicates.map((predicate) => overColumns(predicate, op.input, inner, ctx));
  const predicate: Expr = terms.length === 1 ? (terms[0] as Expr) : { kind: 'AndExpr', exprs: terms };
  return { kind: 'Filter', predicate, resultColumns: wants.length, input: emit(op.input, inner.list, ctx) };
}

function emitSort(
  op: Extract<Operator, { kind: 'Order' }>,
  wants: readonly OutputColumn[],
  ctx: PlanContext,
): PlanNode {
  const inner = new Wants(wants);
  const keys = op.keys.map(({ expr, direction }) => ({ ...keyColumn(expr, op.input, inner, ctx), direction }));
  const sources = new Set(op.keys.flatMap(({ expr }) => [...sourcesOf(expr)]));
  const pads = isStored(op.input, sources) || isOrderedBySubquery(op, wants, ctx);
  return { kind: 'Sort', keys, pads, resultColumns: wants.length, input: emit(op.input, inner.list, ctx) };
}

/** MySQL has rows in a temporary table to order them by one of their columns that is a subquery of the row. */
function isOrderedBySubquery(
  { keys }: Extract<Operator, { kind: 'Order' }>,
  wants: readonly OutputColumn[],
  ctx: PlanContext,
): boolean {
  if (ctx.environment.flavor === 'mariadb') return false;
  const shown = new Set(wants.map(({ expr }) => exprKey(expr)));
  return keys.some(({ expr }) => hasSubquery(expr) && shown.has(exprKey(expr)));
}

/** Whether rows come from a step that pads decimals: what is computed behind it was computed before it by MySQL. */
function isOfStored(op: Operator): boolean {
  if (op.kind === 'Limit') return isOfStored(op.input);
  if (op.kind === 'Distinct') return isStored(op.input);
  return op.kind === 'Order' && isStored(op.input, new Set(op.keys.flatMap(({ expr }) => [...sourcesOf(expr)])));
}

function emitDistinct(
  op: Extract<Operator, { kind: 'Distinct' }>,
  wants: readonly OutputColumn[],
  ctx: PlanContext,
): PlanNode {
  const inner = new Wants(wants);
  const keys = op.exprs.map((expr) => keyColumn(expr, op.input, inner, ctx));
  const pads = isStored(op.input);
  return { kind: 'Distinct', keys, pads, resultColumns: wants.length, input: emit(op.input, inner.list, ctx) };
}

function emitUnion(
  op: Extract<Operator, { kind: 'Union' }>,
  wants: readonly OutputColumn[],
  ctx: PlanContext,
): PlanNode {
  const inputs = op.branches.map((branch) => emitBlock(branch, ctx));
  const [left, right] = inputs;
  if (!left || !right) return refuse('a set operation of nothing');
  const names = ctx.binder.sources.get(op.alias)?.columns ?? [];
  const first = op.branches[0]?.columns ?? [];
  const collations = first.map(({ expr }, i) => {
    const merged = names[i] && comparisonOf(column(op.alias, names[i].name), ctx).collation;
    return merged ?? comparisonOf(expr, ctx).collation;
  });
  const node: PlanNode =
    op.operation === 'all'
      ? { kind: 'Concatenate', inputs, collations }
      : { kind: 'SetOperation', operation: op.operation, left, right, collations };
  const columns = wants.map(({ expr, name }) => ({ column: Number((expr as { name: string }).name.slice(1)), name }));
  const whole = columns.length === op.branches[0]?.columns?.length && columns.every(({ column }, i) => column === i);
  return whole && columns.every(({ name }, i) => name === '' || name === nameOf(op.branches[0]?.columns?.[i]))
    ? node
    : { kind: 'SimpleProjection', columns, input: node };
}

function nameOf(column: OutputColumn | undefined): string {
  return column ? column.name || (column.expr.kind === 'ColName' ? column.expr.name : '') : '';
}
