import type { AlterTable, ColumnDef, CreateTable } from '@vt/sqlparser';

export type ColumnPair = { readonly source: ColumnDef; readonly target: ColumnDef };

const fold = (name: string): string => name.toLowerCase();

/** MariaDB's IF NOT EXISTS leaves a column that is there as it is. */
function isNew({ ifNotExists, name }: ColumnDef, { spec }: CreateTable): boolean {
  return !ifNotExists || !(spec?.columns ?? []).some((column) => fold(column.name) === fold(name));
}

/** What an ALTER does to columns' names. */
type Names = {
  readonly renamed: ReadonlyMap<string, string>;
  /** In the table before, and in the one after. */
  readonly dropped: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
};

function namesOf(alter: AlterTable | undefined, before: CreateTable): Names {
  const renamed = new Map<string, string>();
  const dropped = new Set<string>();
  const added = new Set<string>();
  for (const option of alter?.options ?? []) {
    if (option.kind === 'ChangeColumn') renamed.set(fold(option.from), fold(option.column.name));
    if (option.kind === 'RenameColumn') renamed.set(fold(option.from), fold(option.to));
    if (option.kind === 'DropColumn') dropped.add(fold(option.name));
    if (option.kind === 'AddColumns')
      for (const column of option.columns) if (isNew(column, before)) added.add(fold(column.name));
  }
  return { renamed, dropped, added };
}

/**
 * Columns of a table before and after an ALTER that are the same column, in the order of the table after. A column that is dropped and added again under its
 * name is another one.
 */
export function columnPairs(before: CreateTable, after: CreateTable, alter: AlterTable | undefined): ColumnPair[] {
  const { renamed, dropped, added } = namesOf(alter, before);
  const byNewName = new Map<string, ColumnDef>();
  for (const column of before.spec?.columns ?? []) {
    const name = fold(column.name);
    if (!dropped.has(name)) byNewName.set(renamed.get(name) ?? name, column);
  }
  return (after.spec?.columns ?? []).flatMap((target) => {
    const source = added.has(fold(target.name)) ? undefined : byNewName.get(fold(target.name));
    return source ? [{ source, target }] : [];
  });
}

/** The pairs of the way back. */
export function reversed(pairs: readonly ColumnPair[], before: CreateTable): ColumnPair[] {
  const order = (before.spec?.columns ?? []).map(({ name }) => name);
  return pairs
    .map(({ source, target }) => ({ source: target, target: source }))
    .sort((a, b) => order.indexOf(a.target.name) - order.indexOf(b.target.name));
}
