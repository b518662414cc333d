import type { ChildrenOf } from '../ast/children.ts';
import type { DmlFamily } from './nodes.ts';

export const dmlChildren = {
  Delete: { with: true, targets: true, tables: true, where: true, orderBy: true, limit: true, returning: true },
  Insert: { table: true, rows: true, rowAlias: true, onDup: true, returning: true },
  RowAlias: {},
  Update: { with: true, tables: true, exprs: true, where: true, orderBy: true, limit: true, returning: true },
  UpdateExpr: { name: true, expr: true },
  Values: { rows: true },
} as const satisfies ChildrenOf<DmlFamily>;
