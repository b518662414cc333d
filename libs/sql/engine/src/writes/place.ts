import { VtError } from '@vt/base';
import type { VindexUse } from '@vt/plan';
import { type BindValue, Type } from '@vt/sqltypes';
import { type Destination, mapLookup, storedValue, type Vindex } from '@vt/vschema';
import type { ExecutionContext } from '../context.ts';

/** A row's values of a vindex's columns. */
export type VindexRow = readonly BindValue[];

/** Where each row may be, by the values of the vindex's columns. */
export async function mapRows(
  vindex: Vindex,
  rows: readonly VindexRow[],
  ctx: ExecutionContext,
): Promise<Destination[]> {
  if (vindex.kind === 'multi') return rows.map((row) => vindex.map(row));
  const values = rows.map(([value]) => value ?? nullValue);
  if (vindex.kind === 'single') return values.map((value) => vindex.map(value));
  return mapLookup(vindex, values, ctx.lookups);
}

/**
 * The keyspace id of each row.
 * @throws VT09023 for a row that has none, VT09024 for one that may have several.
 */
export async function keyspaceIds(
  use: VindexUse,
  rows: readonly VindexRow[],
  ctx: ExecutionContext,
): Promise<Uint8Array[]> {
  const stored = rows.map((row) => storedRow(use, row));
  const destinations = await mapRows(ctx.vindex(use.keyspace, use.name), stored, ctx);
  return destinations.map((destination, i) => {
    const row = rows[i] ?? [];
    if (destination.kind === 'KeyspaceId') return destination.keyspaceId;
    if (destination.kind === 'None') throw noPlace(row);
    throw VtError.of('VT09024', showRow(row), destination.kind);
  });
}

/** NULL in a column that rows are found by is what MySQL calls NULL in a key. */
function noPlace(row: VindexRow): VtError {
  const error = VtError.of('VT09023', showRow(row));
  if (!row.some(isNull)) return error;
  const { code, message, id } = error;
  return new VtError({ code, message, ...(id ? { id } : {}), errno: 1048, state: '23000' });
}

/**
 * The values that a row has once it is written with these: a vindex sees what is there.
 * @throws VT12001 where that is not known.
 */
export function storedRow(use: VindexUse, row: VindexRow): VindexRow {
  return row.map((value, i) => {
    const column = use.stores[i];
    const stored = column ? storedValue(value, column) : value;
    if (stored !== undefined) return stored;
    throw VtError.of('VT12001', `a value of another type for the column of vindex '${use.name}': ${showRow(row)}`);
  });
}

/** The same of entries, whose table may make of what is not known here the same as the row's own. */
export function keptRow(use: VindexUse, row: VindexRow): VindexRow {
  return row.map((value, i) => {
    const column = use.stores[i];
    return (column && storedValue(value, column)) ?? value;
  });
}

export function showRow(row: VindexRow): string {
  return `[${row.map(show).join(' ')}]`;
}

export const nullValue: BindValue = { type: Type.NULL_TYPE, value: new Uint8Array(0) };

export function isNull(value: BindValue | undefined): boolean {
  return value === undefined || value.type === Type.NULL_TYPE;
}

function show(value: BindValue): string {
  return isNull(value) ? 'NULL' : JSON.stringify(Buffer.from(value.value).toString());
}
