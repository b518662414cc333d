import type { ChildrenOf } from '../ast/children.ts';
import type { ObjectFamily } from './nodes.ts';

export const objectChildren = {
  AlterDatabase: { options: true },
  AlterView: { definer: true, view: true, select: true },
  CreateDatabase: { options: true },
  CreateSpatialReferenceSystem: {},
  CreateView: { definer: true, view: true, select: true },
  DatabaseOption: {},
  Definer: {},
  DropDatabase: {},
  DropObject: { names: true },
  DropView: { views: true },
  JsonDualityView: { definer: true, view: true, select: true },
  MaskingPolicy: { mask: true },
  PartialDdl: { table: true },
  ResourceGroupStatement: {},
  SequenceOption: { value: true },
  SequenceStatement: { name: true, options: true, tableOptions: true },
  ServerOption: {},
  ServerStatement: { options: true },
  TablespaceStatement: { options: true },
} as const satisfies ChildrenOf<ObjectFamily>;
