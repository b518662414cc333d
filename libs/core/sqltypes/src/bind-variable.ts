/**
 * A value that a statement refers to as `:name` (a scalar) or `::name` (a TUPLE, which lists values).
 * `value` is the text form MySQL gives the type (the bytes of a string, `12` for an INT64), empty for NULL_TYPE and TUPLE.
 */
export type BindVariable = {
  /** query.Type number; TUPLE for lists. */
  readonly type: number;
  readonly value: Uint8Array;
  /** Only for TUPLE. */
  readonly values?: readonly BindValue[];
  /** It stands for a literal of the client's: what MySQL makes of a constant, as the digits of ROUND(x, 1), goes for it too. */
  readonly written?: true;
};

export type BindValue = { readonly type: number; readonly value: Uint8Array };

/** By name, without the colon. */
export type BindVariables = Readonly<Record<string, BindVariable>>;
