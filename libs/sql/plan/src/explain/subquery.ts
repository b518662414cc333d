import type { ApplySubquery, RecurseCte, UncorrelatedSubquery } from '../nodes/subquery.ts';
import type { Explain } from './explain.ts';

export const explainSubquery: Explain<UncorrelatedSubquery> = (node, inner) => ({
  OperatorType: 'UncorrelatedSubquery',
  Variant: node.variant,
  PulloutVars: pulloutVars(node),
  Inputs: [inner(node.subquery, 'SubQuery'), inner(node.outer, 'Outer')],
});

function pulloutVars({ variant, argument, hasValues }: UncorrelatedSubquery): string[] {
  if (variant === 'PulloutValue') return [argument];
  return variant === 'PulloutExists' ? [hasValues] : [hasValues, argument];
}

export const explainApply: Explain<ApplySubquery> = (node, inner) => ({
  OperatorType: 'CorrelatedSubquery',
  Variant: node.form,
  JoinVars: node.vars,
  Inputs: [inner(node.input, 'Outer'), inner(node.subquery, 'SubQuery')],
});

export const explainRecurse: Explain<RecurseCte> = (node, inner) => ({
  OperatorType: 'RecurseCTE',
  JoinVars: node.vars,
  Inputs: [inner(node.seed), inner(node.step)],
});
