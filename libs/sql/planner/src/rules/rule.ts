import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';

/** One named step of planning. */
export type Rule<K extends Operator['kind'] = Operator['kind']> = {
  /** What VEXPLAIN and tests print. */
  readonly name: string;
  readonly on: K;
  /** Undefined: nothing to do here. @throws VT12001 for what no later rule could do right either. */
  rewrite(op: Extract<Operator, { kind: K }>, ctx: PlanContext): Operator | undefined;
};

export type AnyRule = { readonly [K in Operator['kind']]: Rule<K> }[Operator['kind']];

/** Told of each rewriting, for explaining a plan. */
export type Observer = (
  rule: { readonly name: string; readonly on: string },
  before: Operator,
  after: Operator,
) => void;

const PASSES_MAX = 50;

/** Applies the rules, inputs first, until none has anything to do. */
export function applyRules(rules: readonly AnyRule[], root: Operator, ctx: PlanContext): Operator {
  let tree = root;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const next = visit(rules, tree, ctx);
    if (next === tree) return tree;
    tree = next;
  }
  throw new Error(`no fixed point after ${PASSES_MAX} passes`);
}

function visit(rules: readonly AnyRule[], op: Operator, ctx: PlanContext): Operator {
  let out = withInput(op, (input) => visit(rules, input, ctx));
  for (const rule of rules) {
    if (rule.on !== out.kind) continue;
    const next = (rule as { rewrite(op: Operator, ctx: PlanContext): Operator | undefined }).rewrite(out, ctx);
    if (!next || next === out) continue;
    ctx.observe?.(rule, out, next);
    // A block that is taken apart has inputs that no rule has seen.
    if (out.kind === 'Horizon') return visit(rules, next, ctx);
    out = next;
  }
  return out;
}

function withInput(op: Operator, change: (input: Operator) => Operator): Operator {
  if (op.kind === 'Subquery') {
    const outer = change(op.outer);
    return outer === op.outer ? op : { ...op, outer };
  }
  if (op.kind === 'SemiJoin') {
    const left = change(op.left);
    return left === op.left ? op : { ...op, left };
  }
  if (op.kind === 'Join') {
    const left = change(op.left);
    const right = change(op.right);
    return left === op.left && right === op.right ? op : { ...op, left, right };
  }
  if (!('input' in op)) return op;
  const input = change(op.input);
  return input === op.input ? op : { ...op, input };
}
