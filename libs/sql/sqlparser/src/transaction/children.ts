import type { ChildrenOf } from '../ast/children.ts';
import type { TransactionFamily } from './nodes.ts';

export const transactionChildren = {
  Use: {},
} as const satisfies ChildrenOf<TransactionFamily>;
