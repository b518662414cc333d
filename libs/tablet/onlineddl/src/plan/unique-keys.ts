import { VtError } from '@vt/base';
import type { CreateTable, IndexDef } from '@vt/sqlparser';
import type { ColumnPair } from './column-pairs.ts';

/** A key that tells rows apart in one of the tables. */
export type RowKey = { readonly name: string; readonly columns: readonly string[] };
export type SharedKeys = { readonly source: RowKey; readonly target: RowKey };

const fold = (name: string): string => name.toLowerCase();
const isUnique = ({ type }: IndexDef): boolean => type === 'primary key' || type === 'unique key';
const FLOATING = /^(?:float|double|real)/i;

/** Keys whose columns are never NULL and whole, the primary one first, then those of few columns. */
function fitKeys({ spec }: CreateTable): RowKey[] {
  const columns = new Map((spec?.columns ?? []).map((column) => [fold(column.name), column]));
  const isFit = (index: IndexDef): boolean =>
    index.columns.every(({ column, length, expr }) => {
      const found = columns.get(fold(column));
      if (expr !== null || length !== '' || !found || found.storage === 'virtual') return false;
      if (FLOATING.test(found.type.name)) return false;
      return index.type === 'primary key' || found.nullable === false;
    });
  const rank = (index: IndexDef): number => (index.type === 'primary key' ? 0 : index.columns.length);
  return (spec?.indexes ?? [])
    .filter((index) => isUnique(index) && isFit(index))
    .sort((a, b) => rank(a) - rank(b))
    .map((index) => ({
      name: index.type === 'primary key' ? 'PRIMARY' : index.name,
      columns: index.columns.map(({ column }) => column),
    }));
}

/**
 * The keys by which rows are read from the one table and found in the other: the same columns where there are such keys, else any two whose columns both
 * tables have. @throws where there are none.
 */
export function sharedKeys(before: CreateTable, after: CreateTable, pairs: readonly ColumnPair[]): SharedKeys {
  const toTarget = new Map(pairs.map(({ source, target }) => [fold(source.name), fold(target.name)]));
  const shared = new Set(toTarget.values());
  const sources = fitKeys(before).filter(({ columns }) => columns.every((name) => toTarget.has(fold(name))));
  const targets = fitKeys(after).filter(({ columns }) => columns.every((name) => shared.has(fold(name))));
  const setOf = (names: readonly string[]): string => [...names].sort().join('\0');
  for (const source of sources) {
    const wanted = setOf(source.columns.map((name) => toTarget.get(fold(name)) ?? ''));
    const target = targets.find(({ columns }) => setOf(columns.map(fold)) === wanted);
    if (target) return { source, target };
  }
  const [source] = sources;
  const [target] = targets;
  if (source && target) return { source, target };
  if (fitKeys(before).length === 0) throw refused(`found no possible unique key on \`${before.table.name}\``);
  if (fitKeys(after).length === 0) throw refused(`found no possible unique key on \`${after.table.name}\``);
  throw refused(
    `found no shared, not nullable, unique keys between \`${before.table.name}\` and \`${after.table.name}\``,
  );
}

function refused(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
