import type { Field, Row } from '@vt/sqltypes';

const NOT_NULL = 1;

/** The columns of an outer join's right side may be NULL, whatever their table says. */
export const nullable = (field: Field): Field => ({ ...field, flags: field.flags & ~NOT_NULL });

/** Negative numbers are columns of the left row, positive ones of the right, which may be absent; both count from 1. */
export function pickColumns(columns: readonly number[], left: Row, right: Row | undefined): Row {
  return columns.map((column) => (column < 0 ? left[-column - 1] : right?.[column - 1]) ?? null);
}
