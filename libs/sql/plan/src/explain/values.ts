import { print } from '@vt/sqlparser';
import type { KeyColumn, SortKey } from '../nodes/key.ts';
import type { RowExpr } from '../nodes/rows-in-gate.ts';
import type { PlanRows, PlanValue, PlanValues } from '../value.ts';

export function explainValue(value: PlanValue): string {
  return value.kind === 'Bind' ? `:${value.name}` : value.text;
}

export function explainValues(values: PlanValues): string {
  return values.kind === 'ListBind' ? `::${values.name}` : `(${values.values.map(explainValue).join(', ')})`;
}

export function explainRows(rows: PlanRows): string[] {
  if (rows.kind === 'TupleBind') return rows.offsets.map((offset) => `::${rows.name}:${offset}`);
  const width = rows.rows[0]?.length ?? 0;
  return Array.from(
    { length: width },
    (_, i) => `(${rows.rows.map((row) => explainValue(row[i] as PlanValue)).join(', ')})`,
  );
}

export function explainKey({ column, weight }: KeyColumn): string {
  return weight === undefined ? String(column) : `(${column}|${weight})`;
}

export function explainSortKeys(keys: readonly SortKey[]): string {
  return keys.map((key) => `${explainKey(key)} ${key.direction.toUpperCase()}`).join(', ');
}

/** Columns of a row as `:0`, `:1`. */
export function explainExpr(expr: RowExpr): string {
  return print(expr, {
    intercept(node, printer) {
      if (node.kind !== 'ColName' || node.qualifier?.name !== '#') return false;
      printer.raw(`:${node.name}`);
      return true;
    },
  });
}
