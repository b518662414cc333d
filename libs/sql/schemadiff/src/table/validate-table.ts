import type { CreateTable, IndexDef, TableSpec } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import { fold } from '../names.ts';
import { columnsIn } from './columns-in.ts';

/** Refuses a normalized table that MySQL would refuse for what it says of itself alone. */
export function validateTable(table: CreateTable): void {
  const spec = table.spec!;
  const name = table.table.name;
  const columns = new Set<string>();
  for (const column of spec.columns) {
    if (columns.has(fold(column.name))) refuse({ kind: 'ApplyDuplicateColumn', table: name, column: column.name });
    columns.add(fold(column.name));
  }
  const missing = (names: readonly string[]) => names.find((each) => !columns.has(fold(each)));
  validateConstraints(name, spec, missing);
  validateKeys(name, spec, missing);
  for (const { name: generatedColumn, generated } of spec.columns) {
    const column = generated === null ? undefined : missing(columnsIn(generated));
    if (column !== undefined) refuse({ kind: 'InvalidColumnInGeneratedColumn', table: name, column, generatedColumn });
  }
  validatePartition(name, spec, missing);
}

type Missing = (names: readonly string[]) => string | undefined;

const keyName = (index: IndexDef) => (index.type === 'primary key' ? 'PRIMARY' : index.name);

function keyColumns(index: IndexDef): string[] {
  return index.columns.flatMap((part) => (part.expr === null ? [part.column] : columnsIn(part.expr)));
}

function validateKeys(table: string, spec: TableSpec, missing: Missing): void {
  const names = new Set<string>();
  for (const index of spec.indexes) {
    const key = keyName(index);
    if (names.has(fold(key))) refuse({ kind: 'DuplicateKeyName', table, key });
    names.add(fold(key));
    const column = missing(keyColumns(index));
    if (column !== undefined) refuse({ kind: 'InvalidColumnInKey', table, column, key });
  }
}

function validateConstraints(table: string, spec: TableSpec, missing: Missing): void {
  for (const { name: constraint, details } of spec.constraints) {
    if (details.kind === 'CheckConstraint') {
      const column = missing(columnsIn(details.expr));
      if (column !== undefined) refuse({ kind: 'InvalidColumnInCheckConstraint', table, constraint, column });
      continue;
    }
    const column = missing(details.columns);
    if (column !== undefined) refuse({ kind: 'InvalidColumnInForeignKeyConstraint', table, constraint, column });
    const { references } = details;
    const columnCount = details.columns.length;
    const referencedColumnCount = references.columns.length;
    if (columnCount === referencedColumnCount) continue;
    const referencedTable = references.table.name;
    refuse({
      kind: 'ForeignKeyColumnCountMismatch',
      table,
      constraint,
      columnCount,
      referencedTable,
      referencedColumnCount,
    });
  }
}

/** Every unique key must have all columns that rows are divided by. */
function validatePartition(table: string, { partition, indexes }: TableSpec, missing: Missing): void {
  if (partition === null) return;
  const methods = [partition.by, ...(partition.subpartition === null ? [] : [partition.subpartition])];
  const used = methods.flatMap(({ columns, expr }) => (expr === null ? columns : columnsIn(expr)));
  const absent = missing(used);
  if (absent !== undefined) refuse({ kind: 'InvalidColumnInPartition', table, column: absent });
  for (const index of indexes) {
    if (index.type !== 'primary key' && index.type !== 'unique key') continue;
    const has = new Set(keyColumns(index).map(fold));
    const column = used.find((each) => !has.has(fold(each)));
    if (column !== undefined) refuse({ kind: 'MissingPartitionColumnInUniqueKey', table, column, key: keyName(index) });
  }
}
