/** What a table looks like, as SHOW FULL COLUMNS and SHOW INDEX tell. */
export type TableShape = {
  readonly columns: readonly ColumnShape[];
  /** Of plain columns only; keys over expressions are left out. */
  readonly keys: readonly KeyShape[];
};

export type ColumnShape = {
  readonly name: string;
  /** As in a definition: `varchar(20)`, `int unsigned`. */
  readonly type: string;
  readonly collation: string | null;
  readonly nullable: boolean;
  readonly invisible: boolean;
  /** MariaDB makes an invisible column that is not nullable only with a default. */
  readonly needsDefault?: true;
  /** MariaDB's JSON: a text whose CHECK says that it is valid JSON, by which functions know it. */
  readonly checkedJson?: boolean;
};

export type KeyShape = {
  readonly primary: boolean;
  readonly unique: boolean;
  readonly parts: readonly { readonly column: string; readonly length: number | undefined }[];
};
