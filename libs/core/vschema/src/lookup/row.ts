import type { BindValue, BindVariable } from '@vt/sqltypes';
import type { LookupVindex } from '../vindex/vindex.ts';
import { storedValue } from './storage.ts';

/** The owner's rows in the vindex's columns: one list of values a row. */
export type LookupRow = { readonly values: readonly BindValue[]; readonly keyspaceId: Uint8Array };

/** Which table the vindex is kept for: a consistent one looks there whether a duplicate is real. */
export type LookupOwner = { readonly keyspace: string; readonly table: string; readonly columns: readonly string[] };

/** Entries that a statement has made: their rows are not there yet, so that looking for them would say that the entries are nobody's. */
export type MadeEntries = Set<string>;

export function entryKey(values: readonly (Uint8Array | null)[], keyspaceId: Uint8Array): string {
  return [...values, keyspaceId].map((value) => (value === null ? 'null' : Buffer.from(value).toString('hex'))).join();
}

/** A row's values by the `from` column that keeps each. */
export function fromBinds(vindex: LookupVindex, { values }: LookupRow): Record<string, BindVariable> {
  return Object.fromEntries(
    vindex.lookup.from.map((column, i) => {
      const value = values[i] as BindValue;
      return [column, i === 0 ? storedValue(vindex, value) : value];
    }),
  );
}

/** `entryKey` of a row's entry. */
export function keyOfRow(vindex: LookupVindex, row: LookupRow): string {
  return entryKey(
    Object.values(fromBinds(vindex, row)).map(({ value }) => value),
    row.keyspaceId,
  );
}
