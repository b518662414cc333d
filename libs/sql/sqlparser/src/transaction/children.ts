import type { ChildrenOf } from '../ast/children.ts';
import type { TransactionFamily } from './nodes.ts';

export const transactionChildren = {
  Begin: {},
  Commit: {},
  LockTables: { tables: true },
  ReleaseSavepoint: {},
  Rollback: {},
  RollbackTo: {},
  Savepoint: {},
  TableLock: { table: true },
  UnlockTables: {},
  Use: {},
  Xa: { xid: true },
  Xid: { gtrid: true, bqual: true, formatId: true },
} as const satisfies ChildrenOf<TransactionFamily>;
