import type { TableName } from '../table/nodes.ts';

/** USE database; '' is the bare `use`. */
export type Use = { readonly kind: 'Use'; readonly database: string };
/** BEGIN, or START TRANSACTION with its characteristics. */
export type Begin = {
  readonly kind: 'Begin';
  readonly start: boolean;
  readonly characteristics: readonly ('read only' | 'read write' | 'with consistent snapshot')[];
};
/** What happens after COMMIT and ROLLBACK; '' where not given. */
type Completion = {
  readonly chain: '' | 'and chain' | 'and no chain';
  readonly release: '' | 'release' | 'no release';
};
export type Commit = Completion & { readonly kind: 'Commit' };
export type Rollback = Completion & { readonly kind: 'Rollback' };
export type Savepoint = { readonly kind: 'Savepoint'; readonly name: string };
/** ROLLBACK TO SAVEPOINT */
export type RollbackTo = { readonly kind: 'RollbackTo'; readonly name: string };
export type ReleaseSavepoint = { readonly kind: 'ReleaseSavepoint'; readonly name: string };
export type LockTables = { readonly kind: 'LockTables'; readonly tables: readonly TableLock[] };
export type TableLock = {
  readonly kind: 'TableLock';
  readonly table: TableName;
  readonly as: string;
  readonly mode: 'read' | 'read local' | 'write' | 'low_priority write';
};
export type UnlockTables = { readonly kind: 'UnlockTables' };

export type TransactionStatement =
  | Begin
  | Commit
  | LockTables
  | ReleaseSavepoint
  | Rollback
  | RollbackTo
  | Savepoint
  | UnlockTables
  | Use;
export type TransactionFamily = TableLock | TransactionStatement;
