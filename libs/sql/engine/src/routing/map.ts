import { VtError } from '@vt/base';
import type { BindValue } from '@vt/sqltypes';
import { type Destination, mapLookup, type Vindex } from '@vt/vschema';
import type { ExecutionContext } from '../context.ts';

/** Where the rows with these values of a vindex's columns are; a lookup asks its table once for all. */
export async function mapMany(
  vindex: Vindex,
  rows: readonly (readonly BindValue[])[],
  ctx: ExecutionContext,
): Promise<Destination[]> {
  switch (vindex.kind) {
    case 'multi':
      return rows.map((row) => vindex.map(row));
    case 'single':
      return rows.map((row) => vindex.map(first(row)));
    case 'lookup':
      return rows.length === 0 ? [] : mapLookup(vindex, rows.map(first), ctx.lookups);
  }
}

function first(row: readonly BindValue[]): BindValue {
  const [value] = row;
  if (!value) throw VtError.of('VT13001', 'a vindex without values');
  return value;
}
