import type { Literal } from '../expr/nodes.ts';
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
  readonly mode: 'read' | 'read local' | 'write' | 'low_priority write' | 'write concurrent';
};
export type UnlockTables = { readonly kind: 'UnlockTables' };

/** Name of a branch of a distributed transaction; the literals are as written. */
export type Xid = {
  readonly kind: 'Xid';
  readonly gtrid: Literal;
  readonly bqual: Literal | null;
  readonly formatId: Literal | null;
};
export type Xa = {
  readonly kind: 'Xa';
  readonly action: 'commit' | 'end' | 'prepare' | 'recover' | 'rollback' | 'start';
  /** null for RECOVER alone. */
  readonly xid: Xid | null;
  /** The format is MariaDB's. */
  readonly option:
    | ''
    | 'convert xid'
    | "format = 'sql'"
    | 'join'
    | 'one phase'
    | 'resume'
    | 'suspend'
    | 'suspend for migrate';
};

export type TransactionStatement =
  | Begin
  | Commit
  | LockTables
  | ReleaseSavepoint
  | Rollback
  | RollbackTo
  | Savepoint
  | UnlockTables
  | Use
  | Xa;
export type TransactionFamily = TableLock | TransactionStatement | Xid;
