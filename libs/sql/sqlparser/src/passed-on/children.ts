import type { ChildrenOf } from '../ast/children.ts';
import type { PassedOnFamily } from './nodes.ts';

export const passedOnChildren = {
  PassedOn: { tables: true },
} as const satisfies ChildrenOf<PassedOnFamily>;
