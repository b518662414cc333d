import { VtError } from '@vt/base';
import type { Insert, InsertVindex } from '@vt/plan';
import { verifyLookup } from '@vt/vschema';
import type { ExecutionContext } from '../../context.ts';
import { isNull, showRow, type VindexRow } from '../place.ts';
import { type PendingRow, setValue } from './pending.ts';
import type { PlacedRow } from './placed.ts';

/**
 * Vindexes that another table owns, and computed ones besides the first: a row must be where they say. A column that was not given gets the
 * value that the row's place comes from, where the vindex can tell it.
 * @returns the rows that may be inserted: with IGNORE, those that are where they should be.
 */
export async function checkUnowned(
  node: Insert,
  placed: readonly PlacedRow[],
  ctx: ExecutionContext,
): Promise<PlacedRow[]> {
  let rows = [...placed];
  for (const use of node.vindexes.slice(1)) {
    if (use.owned) continue;
    const good: PlacedRow[] = [];
    for (const row of rows) {
      const values = fill(use, row, ctx);
      if (values.some(isNull) || (await agrees(use, values, row.keyspaceId, ctx))) good.push(row);
      else if (!node.ignore) throw mismatch(use, values);
    }
    rows = good;
  }
  return rows;
}

function fill(
  { vindex: use, offsets }: InsertVindex,
  { row, keyspaceId }: PlacedRow,
  ctx: ExecutionContext,
): VindexRow {
  const vindex = ctx.vindex(use.keyspace, use.name);
  const [offset] = offsets;
  if (offset !== undefined && vindex.kind === 'single' && vindex.reverseMap && isNull(row.values.get(offset))) {
    setValue(row, offset, vindex.reverseMap(keyspaceId));
  }
  return valuesAt(row, offsets);
}

export function valuesAt(row: PendingRow, offsets: readonly number[]): VindexRow {
  return offsets.map((offset) => {
    const value = row.values.get(offset);
    if (!value) throw VtError.of('VT13001', `no value for column ${offset} of an inserted row`);
    return value;
  });
}

async function agrees(
  { vindex: use }: InsertVindex,
  values: VindexRow,
  keyspaceId: Uint8Array,
  ctx: ExecutionContext,
): Promise<boolean> {
  const vindex = ctx.vindex(use.keyspace, use.name);
  if (vindex.kind === 'multi') return vindex.verify(values, keyspaceId);
  const [value] = values;
  if (vindex.kind === 'single') return value !== undefined && vindex.verify(value, keyspaceId);
  const [found = false] = await verifyLookup(vindex, [values], [keyspaceId], ctx.lookups);
  return found;
}

function mismatch({ columns }: InsertVindex, values: VindexRow): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    message: `values [${showRow(values)}] for column [${columns.join(' ')}] does not map to keyspace ids`,
  });
}
