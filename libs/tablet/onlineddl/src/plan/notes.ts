import type { ColumnDef, CreateTable, IndexDef } from '@vt/sqlparser';
import type { ColumnPair } from './column-pairs.ts';

/** Columns of the migration's row that tell what a revert may lose. */
export type ChangeNotes = {
  readonly added_unique_keys: number;
  readonly removed_unique_keys: number;
  readonly removed_unique_key_names: string;
  readonly dropped_no_default_column_names: string;
  readonly expanded_column_names: string;
  readonly revertible_notes: string;
};

const fold = (name: string): string => name.toLowerCase();

export function changeNotes(before: CreateTable, after: CreateTable, pairs: readonly ColumnPair[]): ChangeNotes {
  const [old, next] = [uniqueKeys(before), uniqueKeys(after)];
  const toNew = new Map(pairs.map(({ source, target }) => [fold(source.name), fold(target.name)]));
  const columnsOf = (key: IndexDef): string[] => key.columns.map(({ column }) => fold(column));
  /** A key whose columns hold all of another's is weaker than it: what one tells apart, the other may not. */
  const isCovered = (wanted: readonly string[], keys: readonly IndexDef[]): boolean =>
    keys.some((key) => columnsOf(key).every((name) => wanted.includes(name)));
  const removed = old.filter(
    (key) =>
      !isCovered(
        columnsOf(key).map((name) => toNew.get(name) ?? `-${name}`),
        next,
      ),
  );
  const fromOld = new Map([...toNew].map(([a, b]) => [b, a]));
  const added = next.filter(
    (key) =>
      !isCovered(
        columnsOf(key).map((name) => fromOld.get(name) ?? `-${name}`),
        old,
      ),
  );
  const kept = new Set(pairs.map(({ source }) => source));
  const dropped = (before.spec?.columns ?? []).filter((column) => !kept.has(column) && lacksDefault(column));
  const expanded = pairs.flatMap((pair) => {
    const why = expansion(pair);
    return why === undefined ? [] : [{ name: pair.source.name, why }];
  });
  const names = removed.map((key) => (key.type === 'primary key' ? 'PRIMARY' : key.name));
  const notes = [
    ...names.map((name) => `unique constraint removed: ${name}`),
    ...dropped.map(({ name }) => `column ${name} dropped, and had no default value`),
    ...expanded.map(({ name, why }) => `column ${name}: ${why}`),
  ];
  return {
    added_unique_keys: added.length,
    removed_unique_keys: removed.length,
    removed_unique_key_names: names.join(','),
    dropped_no_default_column_names: dropped.map(({ name }) => name).join(','),
    expanded_column_names: expanded.map(({ name }) => name).join(','),
    revertible_notes: notes.join('\n'),
  };
}

function uniqueKeys({ spec }: CreateTable): IndexDef[] {
  return (spec?.indexes ?? []).filter(({ type }) => type === 'primary key' || type === 'unique key');
}

function lacksDefault({ nullable, default: value, autoIncrement, generated }: ColumnDef): boolean {
  return nullable === false && value === null && !autoIncrement && generated === null;
}

const INTEGER_BYTES: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  integer: 4,
  bigint: 8,
};
const TEXT_RANK: Readonly<Record<string, number>> = {
  tinytext: 1,
  tinyblob: 1,
  text: 2,
  blob: 2,
  mediumtext: 3,
  mediumblob: 3,
  longtext: 4,
  longblob: 4,
};
const LENGTH_TYPES = /^(?:char|varchar|binary|varbinary|bit)$/;
const TIME_TYPES = /^(?:datetime|timestamp|time)$/;

/** Why a value of the new column may not fit into the old one. */
function expansion({ source, target }: ColumnPair): string | undefined {
  if (source.nullable === false && target.nullable !== false) return 'target is NULL-able, source is not';
  const [from, to] = [fold(source.type.name), fold(target.type.name)];
  const [a, b] = [INTEGER_BYTES[from], INTEGER_BYTES[to]];
  if (a !== undefined && b !== undefined) {
    if (b > a) return 'increased integer range';
    return source.type.unsigned !== target.type.unsigned ? 'source and target differ in sign' : undefined;
  }
  if ((TEXT_RANK[to] ?? 0) > (TEXT_RANK[from] ?? 5)) return 'expanded textual column';
  if (LENGTH_TYPES.test(from) && LENGTH_TYPES.test(to) && Number(target.type.length) > Number(source.type.length))
    return 'increased length';
  if (TIME_TYPES.test(from) && from === to && Number(target.type.length) > Number(source.type.length))
    return 'increased sub-second precision';
  if (from === 'enum' && to === 'enum' && target.type.values.some((value) => !source.type.values.includes(value)))
    return 'new members';
  return from === to ? decimalExpansion(source, target) : 'another type';
}

function decimalExpansion({ type: from }: ColumnDef, { type: to }: ColumnDef): string | undefined {
  if (fold(from.name) !== 'decimal') return undefined;
  const whole = ({ length, scale }: typeof from): number => Number(length || 10) - Number(scale || 0);
  return whole(to) > whole(from) || Number(to.scale || 0) > Number(from.scale || 0) ? 'increased precision' : undefined;
}
