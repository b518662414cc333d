import type { ChildrenOf } from '../ast/children.ts';
import type { VitessFamily } from './nodes.ts';

export const vitessChildren = {
  AlterMigration: { ratio: true },
  RevertMigration: {},
  Stream: { expr: true, table: true },
  VStream: { expr: true, table: true, where: true, limit: true },
} as const satisfies ChildrenOf<VitessFamily>;
