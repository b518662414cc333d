import type { ChildrenOf } from '../ast/children.ts';
import type { SetFamily } from './nodes.ts';

export const setChildren = {
  SetExpr: { expr: true },
  SetFor: { exprs: true, statement: true },
  SetStatement: { exprs: true },
} as const satisfies ChildrenOf<SetFamily>;
