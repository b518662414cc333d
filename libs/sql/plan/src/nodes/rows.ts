import type { PlanValue } from '../value.ts';

/** Rows that are known without asking anyone. */
export type Rows = {
  readonly kind: 'Rows';
  readonly columns: readonly RowsColumn[];
  readonly rows: readonly (readonly (PlanValue | null)[])[];
};

/** `type`: query.Type number. */
export type RowsColumn = { readonly name: string; readonly type: number; readonly length?: number };
