import type { ChildrenOf } from '../ast/children.ts';
import type { DmlFamily } from './nodes.ts';

export const dmlChildren = {
  Delete: { with: true, targets: true, tables: true, where: true, orderBy: true, limit: true, returning: true },
  HandlerStatement: { table: true, values: true, where: true, limit: true },
  Insert: { table: true, rows: true, rowAlias: true, onDup: true, returning: true },
  LoadData: { file: true, table: true, fields: true, columns: true, set: true },
  RowAlias: {},
  Update: { with: true, tables: true, exprs: true, where: true, orderBy: true, limit: true, returning: true },
  UpdateExpr: { name: true, expr: true },
  Values: { rows: true },
} as const satisfies ChildrenOf<DmlFamily>;
