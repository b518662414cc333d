import type { AggregateFunction, AggregateNode, AggregateOutput } from '@vt/plan';
import { type Expr, print } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { AggregateOp, Operator, OutputColumn } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { isDistinct } from '../rules/split-aggregation.ts';
import { placeOf } from '../semantics/bind/places.ts';
import { isChoice } from '../semantics/bind/types.ts';
import { hasNoCollation } from '../semantics/derivation.ts';
import { exprKey, isExact } from '../semantics/expressions.ts';
import { anyColumn } from './any-column.ts';
import { keyColumn } from './key.ts';
import { isStored } from './stored.ts';
import { Wants } from './wants.ts';
import { comparisonOf, exactly, weighed } from './weight.ts';

export function emitAggregate(op: AggregateOp, wants: readonly OutputColumn[], ctx: PlanContext): AggregateNode {
  const inner = new Wants();
  const groups = op.groups.map((expr) => keyColumn(expr, op.input, inner, ctx));
  const outputs = wants.map((want) => outputOf(want, op, inner, ctx));
  if (inner.list.length === 0) inner.offset(anyColumn(op.input));
  return { kind: 'Aggregate', groups, scalar: op.scalar, outputs, input: ctx.steps.emit(op.input, inner.list, ctx) };
}

function outputOf({ expr, name }: OutputColumn, op: AggregateOp, inner: Wants, ctx: PlanContext): AggregateOutput {
  const key = exprKey(expr);
  const aggregate = op.aggregates.find((one) => exprKey(one) === key);
  const base = {
    weight: undefined,
    collation: undefined,
    count: undefined,
    separator: undefined,
    name: name || (aggregate ? print(aggregate) : ''),
    text: '',
  };
  if (!aggregate) return { ...base, ...otherOutput(expr, op, inner, ctx), name };
  const text = print(aggregate);
  const found = op.partial ? partialOutput(aggregate, op, inner, ctx) : rawOutput(aggregate, op, inner, ctx);
  const unkept = isExtreme(found.function) && keepsNoGroups(op);
  return { ...base, text, ...found, ...(isExact(aggregate) && { exact: true }), ...(unkept && { unkept }) };
}

/**
 * A derived table is one in which a server keeps what MIN() or MAX() found as the column has it: a member of an ENUM is a number, too, and a ZEROFILL
 * number has its zeros. Where no table of groups is kept shards do not say that of it.
 * @throws VT12001
 */
export function refuseStoredExtremes(op: Operator, wants: readonly OutputColumn[], ctx: PlanContext): void {
  const block = aggregateOf(op);
  if (!block || !keepsNoGroups(block)) return;
  for (const { expr } of wants) {
    if (expr.kind !== 'AggregateExpr' || !isExtreme(expr.name as AggregateFunction)) continue;
    const [arg] = expr.args;
    const { type, zerofill } = arg ? ctx.typeOf(arg) : {};
    if (zerofill || (type !== undefined && isChoice(type)))
      refuse(`'${print(expr)}' of such a column in a derived table over shards`);
  }
}

function aggregateOf(op: Operator): AggregateOp | undefined {
  switch (op.kind) {
    case 'Aggregate':
      return op;
    case 'Distinct':
    case 'Filter':
    case 'Limit':
    case 'Order':
      return aggregateOf(op.input);
    default:
      return undefined;
  }
}

const keepsNoGroups = ({ groups, aggregates }: AggregateOp): boolean =>
  groups.length === 0 || aggregates.some(isDistinct);

const isExtreme = (name: AggregateFunction): boolean => name === 'max' || name === 'min';

/** A group's value; or an extreme of FLOATs, by its value. */
function otherOutput(expr: Expr, op: AggregateOp, inner: Wants, ctx: PlanContext): Found {
  const key = exprKey(weighed(expr));
  const aggregate = op.aggregates.find((one) => exprKey(one) === key);
  if (aggregate?.kind !== 'AggregateExpr') {
    const pads = expr.kind !== 'ColName' && !op.partial && isStored(op.input);
    return { function: 'any_value', column: inner.offset(expr), ...(pads && { pads }) };
  }
  const { column, ...found } = op.partial
    ? partialOutput(aggregate, op, inner, ctx)
    : rawOutput(aggregate, op, inner, ctx);
  return { ...found, column: found.weight ?? column };
}

type AggregateExpr = Extract<Expr, { kind: 'AggregateExpr' }>;

type Found = Pick<AggregateOutput, 'function' | 'column'> & Partial<AggregateOutput>;

function partialOutput(aggregate: Expr, op: AggregateOp, inner: Wants, ctx: PlanContext): Found {
  if (aggregate.kind === 'AggregateExpr' && isDistinct(aggregate) && !op.apart)
    return distinctOutput(aggregate, inner, ctx);
  if (aggregate.kind === 'CountStar') return { function: 'sum_count', column: inner.offset(aggregate) };
  if (aggregate.kind === 'GroupConcatExpr')
    return { function: 'group_concat_parts', column: inner.offset(aggregate), separator: separatorOf(aggregate) };
  if (aggregate.kind !== 'AggregateExpr') return refuse('this aggregate over several shards');
  switch (aggregate.name) {
    case 'count':
      return { function: 'sum_count', column: inner.offset(aggregate) };
    case 'sum':
      return { function: 'sum_sum', column: inner.offset(aggregate) };
    case 'avg':
      return {
        function: 'avg_parts',
        column: inner.offset({ ...aggregate, name: 'sum' }),
        count: inner.offset({ ...aggregate, name: 'count' }),
      };
    case 'min':
    case 'max': {
      refuseDigitsOfBits(aggregate, ctx);
      const plain = { ...aggregate, distinct: false };
      const { weight, collation } = comparisonOf(plain, ctx);
      return {
        function: aggregate.name,
        column: inner.offset(plain),
        weight: weight && inner.offset(weight),
        collation,
      };
    }
    case 'any_value': {
      const found = { function: 'any_value', column: inner.offset(aggregate) } as const;
      if (isNullOfNoRows(aggregate, op, ctx)) return found;
      // Shards that count values apart give no row where they have none.
      if (op.aggregates.some(isDistinct) && !op.apart) return refuse(`'${print(aggregate)}' over several shards`);
      return { ...found, count: inner.offset({ kind: 'CountStar', over: null }) };
    }
    default:
      return refuse(`'${print(aggregate)}' over several shards`);
  }
}

/** Of no rows ANY_VALUE is what its argument is where all columns are NULL: a constant is itself. A group has rows. */
function isNullOfNoRows({ args }: AggregateExpr, { scalar }: AggregateOp, ctx: PlanContext): boolean {
  return !scalar || args.every((arg) => ctx.resolve(arg).kind === 'ColName');
}

function distinctOutput(aggregate: AggregateExpr, inner: Wants, ctx: PlanContext): Found {
  const [arg] = aggregate.args;
  if (!arg || aggregate.args.length > 1) return refuse(`'${print(aggregate)}' over several shards`);
  const value = exactly(arg, ctx);
  const { weight, collation } = comparisonOf(value, ctx);
  return {
    function: distinctFunction(aggregate),
    column: inner.offset(value),
    weight: weight && inner.offset(weight),
    collation,
  };
}

function distinctFunction(aggregate: AggregateExpr): AggregateFunction {
  switch (aggregate.name) {
    case 'count':
      return 'count_distinct';
    case 'sum':
      return 'sum_distinct';
    case 'avg':
      return 'avg_distinct';
    default:
      return refuse(`'${print(aggregate)}' over several shards`);
  }
}

function rawOutput(aggregate: Expr, op: AggregateOp, inner: Wants, ctx: PlanContext): Found {
  if (aggregate.kind === 'CountStar') return { function: 'count_star', column: 0 };
  if (aggregate.kind === 'GroupConcatExpr') return rawGroupConcat(aggregate, op, inner, ctx);
  if (aggregate.kind !== 'AggregateExpr') return refuse('this aggregate over several shards');
  const [arg] = aggregate.args;
  if (!arg || aggregate.args.length > 1) return refuse(`'${print(aggregate)}' over several shards`);
  if (isDistinct(aggregate)) {
    const key = keyColumn(exactly(arg, ctx), op.input, inner, ctx);
    return { function: distinctFunction(aggregate), ...key };
  }
  switch (aggregate.name) {
    case 'count':
    case 'sum':
    case 'avg':
      return { function: aggregate.name, column: inner.offset(exactly(arg, ctx)) };
    case 'any_value':
      if (!isNullOfNoRows(aggregate, op, ctx)) refuse(`'${print(aggregate)}' of all rows of a join`);
      return { function: 'any_value', column: inner.offset(arg) };
    case 'min':
    case 'max':
      if (isChoice(ctx.typeOf(arg).type)) return refuse(`'${print(aggregate)}' of ENUM over shards`);
      refuseDigitsOfBits(aggregate, ctx);
      if (hasNoCollation(arg, ctx)) return refuse(`'${print(aggregate)}' of texts of several collations over shards`);
      return { function: aggregate.name, ...keyColumn(arg, op.input, inner, ctx) };
    default:
      return refuse(`'${print(aggregate)}' over several shards`);
  }
}

/** MariaDB's MIN() and MAX() of bits are bits to other functions and digits to who reads them, which are all that a shard sends. */
function refuseDigitsOfBits(aggregate: AggregateExpr, ctx: PlanContext): void {
  const isBits = aggregate.args.some((arg) => ctx.typeOf(arg).type === Type.BIT);
  if (isBits && ctx.environment.flavor === 'mariadb') refuse(`'${print(aggregate)}' of bits over several shards`);
}

type GroupConcat = Extract<Expr, { kind: 'GroupConcatExpr' }>;

function rawGroupConcat(aggregate: GroupConcat, op: AggregateOp, inner: Wants, ctx: PlanContext): Found {
  const { args, distinct, orderBy } = aggregate;
  if (aggregate.limit || args.some((arg) => ctx.typeOf(arg).type === Type.BIT))
    return refuse(`'${print(aggregate)}' over several shards`);
  const [first] = args as readonly [Expr, ...Expr[]];
  // NULL where one of them is.
  const value: Expr = args.length === 1 ? first : { kind: 'FuncExpr', qualifier: '', name: 'concat', args };
  const key = (expr: Expr) => keyColumn(expr, op.input, inner, ctx);
  return {
    function: 'group_concat',
    column: inner.offset(value),
    separator: separatorOf(aggregate),
    ...(distinct && { distinct: args.filter(({ kind }) => kind !== 'Literal').map(key) }),
    ...(orderBy.length > 0 && {
      orderBy: orderBy.map(({ expr, direction }) => ({ ...key(resolvePosition(expr, args, ctx)), direction })),
    }),
  };
}

/** @throws VT12001 for bytes of no character set: a mysqld puts them between texts as they are. */
function separatorOf(aggregate: GroupConcat): string {
  if (aggregate.separatorBytes !== undefined) refuse(`'${print(aggregate)}' over several shards`);
  return aggregate.separator ?? ',';
}

/** ORDER BY 1 is the first of what is put together. @throws 1054 where there are not as many. */
function resolvePosition(expr: Expr, args: readonly Expr[], ctx: PlanContext): Expr {
  const place = placeOf(expr, args.length, 'order', ctx.environment.flavor);
  return (place.kind === 'Literal' && place.type === 'Int' && args[Number(place.value) - 1]) || place;
}
