import type { ColumnDef, CreateTable, ForeignKey } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import { findByName, fold } from '../names.ts';
import { columnCharset, isTextType, tableCharset } from '../table/charset.ts';
import { coversForeignKey } from '../table/keys.ts';

/** Refuses a foreign key whose parent has no such columns, none of the same type, or no key on them. */
export function checkForeignKey(child: CreateTable, constraint: string, key: ForeignKey, parent: CreateTable): void {
  const table = child.table.name;
  const referencedTable = parent.table.name;
  key.columns.forEach((column, i) => {
    const referencedColumn = key.references.columns[i]!;
    const there = findByName(parent.spec!.columns, referencedColumn);
    if (there === undefined) {
      refuse({
        kind: 'InvalidReferencedColumnInForeignKeyConstraint',
        table,
        constraint,
        referencedTable,
        referencedColumn,
      });
    }
    const here = findByName(child.spec!.columns, column)!;
    if (!sameType(here, child, there, parent)) {
      refuse({
        kind: 'ForeignKeyColumnTypeMismatch',
        table,
        constraint,
        column: here.name,
        referencedTable,
        referencedColumn: there.name,
      });
    }
  });
  if (!parent.spec!.indexes.some((index) => coversForeignKey(index, key.references.columns))) {
    refuse({ kind: 'MissingForeignKeyReferencedIndex', table, constraint, referencedTable });
  }
}

/** Numbers must be of one size and sign; text of one charset and collation, of any length. */
function sameType(a: ColumnDef, inA: CreateTable, b: ColumnDef, inB: CreateTable): boolean {
  if (isTextType(a.type.name) && isTextType(b.type.name)) {
    if ((a.type.name === 'enum' || a.type.name === 'set') !== (b.type.name === 'enum' || b.type.name === 'set'))
      return false;
    return columnCharset(a, tableCharset(inA.spec!)).collation === columnCharset(b, tableCharset(inB.spec!)).collation;
  }
  if (a.type.name.endsWith('binary') && b.type.name.endsWith('binary')) return true;
  const sized = a.type.name === 'decimal' || a.type.name === 'bit';
  if (sized && (a.type.length !== b.type.length || a.type.scale !== b.type.scale)) return false;
  return fold(a.type.name) === fold(b.type.name) && a.type.unsigned === b.type.unsigned;
}
