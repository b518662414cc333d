import type { ChildrenOf } from '../ast/children.ts';
import type { ShowFamily } from './nodes.ts';

export const showChildren = {
  Show: { table: true, where: true, limit: true },
  ShowCreate: { name: true },
} as const satisfies ChildrenOf<ShowFamily>;
