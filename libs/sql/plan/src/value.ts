/**
 * A value that a plan needs to know when it runs. `text` is the text form MySQL gives the type (see @vt/sqltypes BindValue), in the
 * statement's encoding.
 */
export type PlanValue =
  | { readonly kind: 'Literal'; readonly type: number; readonly text: string }
  | { readonly kind: 'Bind'; readonly name: string };

/** Several values: written out, or one list bind (`::name`). */
export type PlanValues =
  | { readonly kind: 'List'; readonly values: readonly PlanValue[] }
  | { readonly kind: 'ListBind'; readonly name: string };

/** Several rows of values: written out, or picked by offset from each tuple of a list bind. */
export type PlanRows =
  | { readonly kind: 'Rows'; readonly rows: readonly (readonly PlanValue[])[] }
  | { readonly kind: 'TupleBind'; readonly name: string; readonly offsets: readonly number[] };
