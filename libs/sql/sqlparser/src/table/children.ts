import type { ChildrenOf } from '../ast/children.ts';
import type { TableFamily } from './nodes.ts';

export const tableChildren = {
  AliasedTableExpr: { expr: true, hints: true, systemTime: true, sample: true },
  DerivedTable: { select: true },
  IndexHint: {},
  JoinTableExpr: { left: true, right: true, on: true },
  JsonTableExpr: { expr: true, path: true, columns: true },
  JtNested: { path: true, columns: true },
  JtOrdinal: {},
  JtPath: { type: true, path: true, onEmpty: true, onError: true },
  ParenTableExpr: { exprs: true },
  SystemTime: { from: true, to: true },
  TableName: {},
  TableSample: { percentage: true },
} as const satisfies ChildrenOf<TableFamily>;
