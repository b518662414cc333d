import type { Operator } from '../operators/operator.ts';

/** One named step of planning. */
export type Rule = {
  /** What VEXPLAIN and tests print. */
  readonly name: string;
  readonly on: Operator['kind'];
  /** Undefined: nothing to do here. @throws VT12001 for what no later rule could do right either. */
  rewrite(op: Operator): Operator | undefined;
};

/** Told of each rewriting, for explaining a plan. */
export type Observer = (rule: Rule, before: Operator, after: Operator) => void;

const PASSES_MAX = 50;

/** Applies the rules, inputs first, until none has anything to do. */
export function applyRules(rules: readonly Rule[], root: Operator, observe?: Observer): Operator {
  let tree = root;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const next = visit(rules, tree, observe);
    if (next === tree) return tree;
    tree = next;
  }
  throw new Error(`no fixed point after ${PASSES_MAX} passes`);
}

function visit(rules: readonly Rule[], op: Operator, observe: Observer | undefined): Operator {
  let out: Operator = op;
  if ('input' in op) {
    const input = visit(rules, op.input, observe);
    if (input !== op.input) out = { ...op, input };
  }
  for (const rule of rules) {
    if (rule.on !== out.kind) continue;
    const next = rule.rewrite(out);
    if (!next) continue;
    observe?.(rule, out, next);
    out = next;
  }
  return out;
}
