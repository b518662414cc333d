import { VtError } from '@vt/base';
import type { AlterOption, AlterTable, ConstraintDef, CreateTable, ForeignKey } from '@vt/sqlparser';
import type { ColumnPair } from './column-pairs.ts';
import { constraintName } from './shadow-table.ts';

/** A constraint that is a foreign key. */
export type ForeignKeyDef = ConstraintDef & { readonly details: ForeignKey };

export function foreignKeysOf({ spec }: CreateTable): ForeignKeyDef[] {
  return (spec?.constraints ?? []).filter((one): one is ForeignKeyDef => one.details.kind === 'ForeignKey');
}

const fold = (name: string): string => name.toLowerCase();

/** Whether changes of the parent change rows of the table. */
export function cascades({ details }: ForeignKeyDef): boolean {
  const { onDelete, onUpdate } = details.references;
  return [onDelete, onUpdate].some((action) => action.startsWith('cascade') || action.startsWith('set'));
}

function dropsKey(option: AlterOption, keys: readonly ForeignKeyDef[]): string | undefined {
  if (option.kind !== 'DropKey' || (option.type !== 'foreign key' && option.type !== 'constraint')) return undefined;
  return keys.find(({ name }) => fold(name) === fold(option.name))?.name;
}

/** The table, and a change of it, without their foreign keys: while the new table is filled, it must tie nobody. @throws UNIMPLEMENTED where keys are added. */
export function untied(before: CreateTable, alter: AlterTable): { before: CreateTable; alter: AlterTable } {
  const keys = foreignKeysOf(before);
  if (
    alter.options.some((option) => option.kind === 'AddConstraint' && option.constraint.details.kind === 'ForeignKey')
  ) {
    const message = 'adding foreign keys is not supported in online DDL: nothing would check the rows that are there';
    throw new VtError({ code: 'UNIMPLEMENTED', message });
  }
  const { spec } = before;
  const constraints = (spec?.constraints ?? []).filter(({ details }) => details.kind !== 'ForeignKey');
  const options = alter.options.filter((option) => dropsKey(option, keys) === undefined);
  return { before: { ...before, spec: spec && { ...spec, constraints } }, alter: { ...alter, options } };
}

/** Names of keys that a change drops. */
export function droppedForeignKeys(before: CreateTable, alter: AlterTable): string[] {
  const keys = foreignKeysOf(before);
  return alter.options.flatMap((option) => dropsKey(option, keys) ?? []);
}

/** The keys that a table is to have after a change, under names that are not taken yet. */
export function keptForeignKeys(
  before: CreateTable,
  alter: AlterTable | undefined,
  pairs: readonly ColumnPair[],
  seed: string,
): ForeignKeyDef[] {
  const keys = foreignKeysOf(before);
  const dropped = new Set((alter?.options ?? []).map((option) => dropsKey(option, keys)));
  const names = new Map(pairs.map(({ source, target }) => [fold(source.name), target.name]));
  return keys
    .filter(({ name }) => !dropped.has(name))
    .map((key) => ({
      ...key,
      name: constraintName(key.name, before.table.name, seed),
      details: { ...key.details, columns: key.details.columns.map((column) => names.get(fold(column)) ?? column) },
    }));
}
