/** A column that rows are compared by. */
export type KeyColumn = {
  readonly column: number;
  /** Column that holds the collation's sort key of `column`, where the gate may not know the collation; used where values are text. */
  readonly weight: number | undefined;
  /** The collation that the gate compares values in, where they are text. */
  readonly collation: string | undefined;
};

export type SortKey = KeyColumn & { readonly direction: 'asc' | 'desc' };
