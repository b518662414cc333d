import type { Message } from '@vt/proto';
import type { Caller } from '@vt/proto/hot';
import type { BindVariables, Result } from '@vt/sqltypes';
import type { SchemaTable } from '../schema/schema-engine.ts';

/** A change of a row as a stream of changes gives it. */
export type RowChange = {
  /** Null: the row was deleted. `isPartial`: mysqld's log does not have all of its columns. */
  readonly after: readonly (Uint8Array | null)[] | null;
  readonly isPartial: boolean;
};

/** What the messager needs of its tablet. */
export interface MessagerPort {
  /** The tables as the schema engine knows them. */
  tables(): Iterable<SchemaTable>;
  /** Reads the schema again. */
  reloadTables(): Promise<void>;
  /** Runs a statement on the tablet's mysqld, as the tablet itself or for a caller. Rules, holds and limits hold for it as for any other. */
  execute(sql: string, binds: BindVariables, signal: AbortSignal, caller?: Caller): Promise<Result>;
  /** @throws PERMISSION_DENIED for who may not run it. */
  checkAccess(sql: string, caller: Caller): void;
  /** Lets in who means this tablet while it serves. */
  checkTarget(target: Message<'query.Target'> | null): void;
  /** Changes of a table from now on, only these columns; the first message says that it has begun. Ends with an error, or when the signal aborts. */
  changes(table: string, columns: readonly string[], signal: AbortSignal): AsyncIterable<readonly RowChange[]>;
  /** Why sending must wait now; undefined: it need not. */
  throttled(): string | undefined;
}
