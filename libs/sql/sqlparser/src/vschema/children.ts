import type { ChildrenOf } from '../ast/children.ts';
import type { VschemaFamily } from './nodes.ts';

export const vschemaChildren = {
  AlterVschema: { table: true, params: true, sequence: true },
  VindexParam: {},
} as const satisfies ChildrenOf<VschemaFamily>;
