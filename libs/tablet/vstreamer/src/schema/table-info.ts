import type { Field } from '@vt/sqltypes';

/** A unique key without NULLs, by which rows are ordered. `columns`: indexes into the table's. */
export type TableKey = { readonly name: string; readonly columns: readonly number[] };

/** How a column's text form in the binary log differs from what a SELECT shows; MariaDB's types that are logged as plain bytes. */
export type StoredAs = 'inet4' | 'inet6' | 'uuid' | undefined;

/** A table as of some moment. */
export type TableInfo = {
  readonly name: string;
  /** All columns, invisible ones too, in the order of the table; text in its own collation. */
  readonly fields: readonly Field[];
  /** Parallel to `fields`. */
  readonly storedAs: readonly StoredAs[];
  /** Parallel to `fields`: the log does not have its values. MariaDB logs NULL for a virtual column that the statement did not read. */
  readonly unlogged: readonly boolean[];
  /** The primary key, or the best unique key that can stand for it. */
  readonly key: TableKey | undefined;
  /** All unique keys without NULLs, by name. */
  readonly uniqueKeys: readonly TableKey[];
};
