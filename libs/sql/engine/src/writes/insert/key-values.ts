import { VtError } from '@vt/base';
import type { Insert, KeyColumns } from '@vt/plan';
import { insteadOfNull, storedValue } from '@vt/vschema';
import type { ExecutionContext } from '../../context.ts';
import { isNull, type VindexRow } from '../place.ts';
import { valuesAt } from './check-unowned.ts';
import type { PendingRow } from './pending.ts';
import { takesNulls } from './placed.ts';

/** What a new row will have in a unique key's columns, by which the rows are found that it is a duplicate of. */
export function keyValues(node: Insert, key: KeyColumns, row: PendingRow, ctx: ExecutionContext): VindexRow {
  const fills = takesNulls(node, ctx);
  return valuesAt(row, key.offsets).map((value, i) => {
    const column = key.stores[i];
    if (!column) return value;
    // What is not known is left to the comparison with the rows.
    if (!isNull(value) || !fills || !key.filled[i]) return storedValue(value, column) ?? value;
    const stored = insteadOfNull(column);
    if (stored) return stored;
    throw VtError.of('VT12001', `NULL for '${key.columns[i]}', a unique key's column that cannot have it`);
  });
}
