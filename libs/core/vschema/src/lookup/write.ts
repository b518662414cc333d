import { VtError } from '@vt/base';
import { type BindValue, type BindVariable, Type } from '@vt/sqltypes';
import { compareKeys } from '../key-range/bytes.ts';
import type { LookupVindex } from '../vindex/vindex.ts';
import { createConsistent } from './consistent.ts';
import type { CommitOrder, LookupPort } from './port.ts';
import { attempt } from './read.ts';
import { fromBinds, keyOfRow, type LookupOwner, type LookupRow, type MadeEntries } from './row.ts';
import { storedId } from './storage.ts';

/**
 * Puts rows into the table. Rows with a NULL are left out where the vindex ignores nulls.
 * @param ignore duplicates are no error.
 * @param made the entries that the statement has made before; gets these.
 * @throws VT03028 for a NULL, errno 1062 for a duplicate of a unique vindex.
 */
export async function createLookup(
  vindex: LookupVindex,
  given: readonly LookupRow[],
  ignore: boolean,
  owner: LookupOwner,
  port: LookupPort,
  made: MadeEntries = new Set(),
): Promise<void> {
  const kept = withoutNulls(vindex, given);
  const rows = sorted(kept);
  if (rows.length === 0) return;
  const statement = insertStatement(vindex, rows, ignore);
  if (vindex.lookup.consistent && !ignore) return createConsistent(vindex, rows, kept, statement, owner, port, made);
  await attempt('lookup.Create', () => port.run({ ...statement, order: writeOrder(vindex, 'pre') }));
}

/**
 * Takes rows out of the table.
 * @param turn of a consistent vindex's: entries go when their rows have gone, but for those whose rows never came.
 */
export async function deleteLookup(
  vindex: LookupVindex,
  given: readonly LookupRow[],
  port: LookupPort,
  turn: CommitOrder = 'post',
): Promise<void> {
  const { lookup } = vindex;
  // Committed at once, it could not be taken back when the row's own deletion fails; an entry too much does no harm.
  if (lookup.autocommit) return;
  const where = [...lookup.from, lookup.to].map((column) => `${column} = :${column}`).join(' and ');
  const sql = `delete from ${lookup.table} where ${where}`;
  for (const row of sorted(given.filter(({ values }) => !values.some(isNull)))) {
    const binds = { ...fromBinds(vindex, row), [lookup.to]: storedId(vindex, row.keyspaceId, 'Delete') };
    const statement = { sql, binds, order: writeOrder(vindex, turn) };
    // On the other shards it would find nothing, and lock the gap where others want to insert.
    if (await attempt('lookup.Delete', async () => await port.removeExactly?.(statement))) continue;
    await attempt('lookup.Delete', () => port.run(statement));
  }
}

/** Takes out what `createLookup` has put in for a row that did not come. @param made as given to that. */
export async function takeBackLookup(
  vindex: LookupVindex,
  row: LookupRow,
  port: LookupPort,
  made: MadeEntries,
): Promise<void> {
  await deleteLookup(vindex, [row], port, 'pre');
  made.delete(keyOfRow(vindex, row));
}

/** Whether the table has the row's entry, whether or not it may be read or verified by. */
export async function hasEntry(vindex: LookupVindex, row: LookupRow, port: LookupPort): Promise<boolean> {
  const { lookup } = vindex;
  const [from = ''] = lookup.from;
  const where = [...lookup.from, lookup.to].map((column) => `${column} = :${column}`).join(' and ');
  const sql = `select ${from} from ${lookup.table} where ${where}`;
  const binds = { ...fromBinds(vindex, row), [lookup.to]: storedId(vindex, row.keyspaceId, 'Verify') };
  const found = await attempt('lookup.Verify', () => port.run({ sql, binds, order: writeOrder(vindex, 'pre') }));
  return found.length > 0;
}

/** Replaces the entry of a row whose columns of the vindex change. */
export async function updateLookup(
  vindex: LookupVindex,
  before: LookupRow,
  after: LookupRow,
  owner: LookupOwner,
  port: LookupPort,
  made: MadeEntries = new Set(),
): Promise<void> {
  if (sameRow(before, after)) return;
  await deleteLookup(vindex, [before], port);
  await createLookup(vindex, [after], false, owner, port, made);
}

function sameRow(a: LookupRow, b: LookupRow): boolean {
  return (
    compareKeys(a.keyspaceId, b.keyspaceId) === 0 &&
    a.values.every((value, i) => isNull(value) === isNull(b.values[i]) && compareBytes(value, b.values[i]) === 0)
  );
}

function insertStatement(vindex: LookupVindex, rows: readonly LookupRow[], ignore: boolean) {
  const { lookup } = vindex;
  const columns = [...lookup.from, lookup.to];
  const binds: Record<string, BindVariable> = {};
  const tuples = rows.map((row, i) => {
    for (const [name, value] of Object.entries(fromBinds(vindex, row))) binds[`${name}_${i}`] = value;
    binds[`${lookup.to}_${i}`] = storedId(vindex, row.keyspaceId, 'Create');
    return `(${columns.map((column) => `:${column}_${i}`).join(', ')})`;
  });
  const upsert = columns.map((column) => `${column}=values(${column})`).join(', ');
  const tail = lookup.autocommit && !vindex.unique ? ` on duplicate key update ${upsert}` : '';
  const sql = `insert${ignore ? ' ignore' : ''} into ${lookup.table}(${columns.join(', ')}) values${tuples.join(', ')}${tail}`;
  return { sql, binds };
}

function writeOrder({ lookup }: LookupVindex, consistent: CommitOrder): CommitOrder {
  if (lookup.autocommit) return 'autocommit';
  return lookup.consistent ? consistent : 'normal';
}

function withoutNulls({ lookup }: LookupVindex, rows: readonly LookupRow[]): LookupRow[] {
  return rows.filter(({ values }, row) => {
    const column = values.findIndex(isNull);
    if (column < 0) return true;
    if (lookup.ignoreNulls) return false;
    throw VtError.of('VT03028', lookup.from[column] ?? '', row, column);
  });
}

// INVARIANT: all sessions lock entries in one order, or two of them wait for each other.
function sorted(rows: readonly LookupRow[]): LookupRow[] {
  return [...rows].sort((a, b) => {
    for (const [i, value] of a.values.entries()) {
      const order = compareBytes(value, b.values[i]);
      if (order !== 0) return order;
    }
    return compareKeys(a.keyspaceId, b.keyspaceId);
  });
}

function isNull(value: BindValue | undefined): boolean {
  return value === undefined || value.type === Type.NULL_TYPE;
}

function compareBytes(a: BindValue, b: BindValue | undefined): number {
  return Buffer.compare(a.value, b?.value ?? new Uint8Array(0));
}
