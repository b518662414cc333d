import type { BindVariables, Row } from '@vt/sqltypes';

/**
 * When what a lookup statement did becomes permanent, seen from the statement that it is for: before its transaction, in it, after it;
 * or by itself at once.
 */
export type CommitOrder = 'pre' | 'normal' | 'post' | 'autocommit';

export type LookupStatement = {
  /** Names its table as the VSchema does: `table` or `keyspace.table`; binds as `:name` and `::name`. */
  readonly sql: string;
  readonly binds: BindVariables;
  readonly order: CommitOrder;
};

/** What a lookup vindex needs of the session that it works for. */
export interface LookupPort {
  /** A transaction is open and the statement writes: what is looked up must stay so until its end. */
  readonly locking: boolean;
  /** Runs a statement where the plan of its table says. @throws VtError; a duplicate key has errno 1062. */
  run(statement: LookupStatement): Promise<readonly Row[]>;
  /**
   * Runs a DELETE where the bytes of its values lead: where the entry was put, though a text that equals it may be elsewhere. False: nothing
   * was there, or `run` goes no further either.
   */
  removeExactly?(statement: LookupStatement): Promise<boolean>;
  /** Runs a statement on the one shard of a keyspace that holds the id. */
  runAt(keyspace: string, keyspaceId: Uint8Array, statement: LookupStatement): Promise<readonly Row[]>;
}
