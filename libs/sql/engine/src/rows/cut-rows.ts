import type { Row } from '@vt/sqltypes';

/** Without the columns that were only for the gate. */
export function cutRows(rows: readonly Row[], columns: number): readonly Row[] {
  return (rows[0]?.length ?? 0) > columns ? rows.map((row) => row.slice(0, columns)) : rows;
}
