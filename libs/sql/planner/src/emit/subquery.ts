import type { JoinBatch, PlanNode, UncorrelatedSubquery } from '@vt/plan';
import type { Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type {
  ApplyOp,
  Operator,
  OutputColumn,
  RecurseOp,
  SemiJoinOp,
  SubqueryBatch,
  SubqueryOp,
} from '../operators/operator.ts';
import { exprKey } from '../semantics/expressions.ts';
import { anyColumn } from './any-column.ts';
import { Wants } from './wants.ts';

const variants = { value: 'PulloutValue', in: 'PulloutIn', 'not in': 'PulloutNotIn', exists: 'PulloutExists' } as const;

export function emitSubquery(
  op: SubqueryOp,
  outer: (op: Operator) => PlanNode,
  ctx: PlanContext,
): UncorrelatedSubquery {
  return {
    kind: 'UncorrelatedSubquery',
    variant: variants[op.form],
    argument: op.argument,
    ...(op.form === 'value' && ctx.typedArguments.has(op.argument) && { typed: true }),
    hasValues: op.hasValues,
    subquery: ctx.steps.emitBlock(op.query, ctx),
    outer: outer(op.outer),
  };
}

export function emitSemiJoin(op: SemiJoinOp, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  const left = new Wants(wants);
  const vars = Object.fromEntries([...op.vars].map(([name, expr]) => [name, left.offset(expr)]));
  return {
    kind: 'SemiJoin',
    anti: op.anti,
    left: ctx.steps.emit(op.left, left.list, ctx),
    right: ctx.steps.emitBlock(op.query, ctx),
    vars,
    batch: op.batch && emitBatch(op.batch, vars, ctx),
    ...(op.stable && { stable: true }),
    resultColumns: wants.length,
  };
}

function emitBatch(
  { query, whole, keys }: SubqueryBatch,
  vars: Readonly<Record<string, number>>,
  ctx: PlanContext,
): JoinBatch<PlanNode> {
  return {
    right: ctx.steps.emitBlock(query, ctx),
    whole: whole && ctx.steps.emitBlock(whole, ctx),
    keys: keys.map(({ argument, list, collation }, right) => {
      return { list, left: vars[argument] as number, right, collation };
    }),
  };
}

export function emitApply(op: ApplyOp, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  const inner = new Wants();
  const key = exprKey(op.node);
  let name = '';
  const columns = wants.map((want): number => {
    if (exprKey(want.expr) === key) {
      name = want.name || name;
      return -1;
    }
    inner.list.push(want);
    return inner.list.length - 1;
  });
  const vars = Object.fromEntries([...op.vars].map(([bind, expr]) => [bind, inner.offset(expr)]));
  if (inner.list.length === 0) inner.offset(anyColumn(op.input));
  return {
    kind: 'ApplySubquery',
    form: op.form,
    subquery: ctx.steps.emitBlock(op.query, ctx),
    vars,
    batch: op.batch && emitBatch(op.batch, vars, ctx),
    ...(op.stable && { stable: true }),
    counts: isCount(op.query.columns?.[0]?.expr),
    columns,
    name,
    input: ctx.steps.emit(op.input, inner.list, ctx),
  };
}

const isCount = (expr: Expr | undefined): boolean =>
  expr?.kind === 'CountStar' || (expr?.kind === 'AggregateExpr' && expr.name === 'count');

export function emitRecurse(op: RecurseOp, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  const offsetOf = (name: string) => op.columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  const seedColumns = (op.seed.columns ?? []).map((column, i) => ({ ...column, name: op.columns[i] ?? column.name }));
  const node: PlanNode = {
    kind: 'RecurseCTE',
    seed: ctx.steps.emitBlock({ ...op.seed, columns: seedColumns }, ctx),
    step: ctx.steps.emitBlock(op.step, ctx),
    vars: Object.fromEntries([...op.vars].map(([bind, column]) => [bind, offsetOf(column)])),
    distinct: op.distinct,
  };
  const columns = wants.map(({ expr, name }) => ({
    column: offsetOf(expr.kind === 'ColName' ? expr.name : ''),
    name: name || (expr.kind === 'ColName' ? expr.name : ''),
  }));
  return { kind: 'SimpleProjection', columns, input: node };
}
