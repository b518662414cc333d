import type { ChildrenOf } from '../ast/children.ts';
import type { AdminFamily } from './nodes.ts';

export const adminChildren = {
  CallProc: { name: true, params: true },
  Deallocate: {},
  Do: { exprs: true },
  Execute: { using: true },
  AnalyzeStatement: { statement: true },
  Explain: { into: true, statement: true },
  ExplainConnection: { connection: true },
  ExplainTable: { table: true },
  Flush: { tables: true },
  Kill: { id: true },
  Prepare: { statement: true },
  TableMaintenance: { tables: true },
  VExplain: { statement: true },
} as const satisfies ChildrenOf<AdminFamily>;
