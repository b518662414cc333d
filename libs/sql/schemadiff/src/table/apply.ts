import type {
  AlterOption,
  AlterTable,
  ColumnDef,
  ConstraintDef,
  CreateTable,
  IndexDef,
  PartitionSpec,
  TableOption,
  TableSpec,
} from '@vt/sqlparser';
import { print } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import { findByName, fold, sameName } from '../names.ts';
import { coversForeignKey, withVisibility } from './keys.ts';
import { normalizeTable } from './normalize-table.ts';
import { validateTable } from './validate-table.ts';

type Draft = {
  readonly table: string;
  columns: ColumnDef[];
  indexes: IndexDef[];
  constraints: ConstraintDef[];
  options: TableOption[];
  partition: TableSpec['partition'];
};

/** The normalized, valid table that `alter` makes of the normalized `table`. The table keeps its name. */
export function applyAlter(table: CreateTable, alter: AlterTable): CreateTable {
  const spec = table.spec!;
  const draft: Draft = {
    table: table.table.name,
    columns: [...spec.columns],
    indexes: [...spec.indexes],
    constraints: [...spec.constraints],
    options: [...spec.options],
    partition: spec.partition,
  };
  for (const option of order(alter.options)) applyOption(draft, option, alter);
  checkForeignKeyIndexes(draft, spec.constraints);
  if (alter.partition !== null) draft.partition = alter.partition;
  if (alter.partitionSpec !== null) applyPartition(draft, alter.partitionSpec, alter);
  const { table: _name, ...changed } = draft;
  const result = normalizeTable({ ...table, spec: { ...spec, ...changed } });
  validateTable(result);
  return result;
}

/** What is dropped makes room for what is added under its name. */
function order(options: readonly AlterOption[]): AlterOption[] {
  const isDrop = ({ kind }: AlterOption) => kind === 'DropKey' || kind === 'DropColumn';
  return [...options.filter(isDrop), ...options.filter((option) => !isDrop(option))];
}

function applyOption(draft: Draft, option: AlterOption, alter: AlterTable): void {
  switch (option.kind) {
    case 'AddColumns':
      return addColumns(draft, option);
    case 'AddConstraint':
      return addConstraint(draft, option.constraint);
    case 'AddIndex':
      return addIndex(draft, option.index);
    case 'AlterColumn':
      return alterColumn(draft, option);
    case 'AlterConstraint':
      return alterConstraint(draft, option);
    case 'AlterIndex':
      return alterIndex(draft, option);
    case 'ChangeColumn':
      return changeColumn(draft, option.from, option.column, option);
    case 'DropColumn':
      return dropColumn(draft, option.name);
    case 'DropKey':
      return dropKey(draft, option);
    case 'ModifyColumn':
      return changeColumn(draft, option.column.name, option.column, option);
    case 'RenameColumn':
      return renameColumn(draft, option.from, option.to);
    case 'RenameIndex':
      draft.indexes[indexAt(draft, option.from)] = { ...draft.indexes[indexAt(draft, option.from)]!, name: option.to };
      return;
    case 'TableOptions':
      for (const each of option.options) setOption(draft, each);
      return;
    case 'AlterAlgorithm':
    case 'AlterLock':
    case 'OrderByColumns':
      return;
    default:
      if (option.kind !== 'SimpleAlter' || option.change !== 'force') {
        refuse({ kind: 'UnsupportedAlterOperation', table: draft.table, statement: print(alter) });
      }
  }
}

function columnAt(draft: Draft, name: string): number {
  const at = draft.columns.findIndex((column) => sameName(column.name, name));
  return at >= 0 ? at : refuse({ kind: 'ApplyColumnNotFound', table: draft.table, column: name });
}

function indexAt(draft: Draft, name: string): number {
  const at = draft.indexes.findIndex((index) => index.type !== 'primary key' && sameName(index.name, name));
  return at >= 0 ? at : refuse({ kind: 'ApplyKeyNotFound', table: draft.table, key: name });
}

type Place = { readonly first: boolean; readonly after: string };

/** Where a column goes; undefined for where it is, or the end. */
function placeOf(draft: Draft, place: Place): number | undefined {
  if (place.first) return 0;
  if (place.after === '') return undefined;
  const at = draft.columns.findIndex((column) => sameName(column.name, place.after));
  return at >= 0 ? at + 1 : refuse({ kind: 'ApplyColumnAfterNotFound', table: draft.table, column: place.after });
}

function addColumns(draft: Draft, option: Extract<AlterOption, { kind: 'AddColumns' }>): void {
  for (const column of option.columns) {
    if (findByName(draft.columns, column.name) !== undefined) {
      refuse({ kind: 'ApplyDuplicateColumn', table: draft.table, column: column.name });
    }
    draft.columns.splice(placeOf(draft, option) ?? draft.columns.length, 0, { ...column, checks: [] });
    draft.constraints.push(...column.checks);
  }
}

function changeColumn(draft: Draft, from: string, column: ColumnDef, place: Place): void {
  const at = columnAt(draft, from);
  const isPrimary = draft.indexes.some(
    (index) => index.type === 'primary key' && index.columns.some((part) => sameName(part.column, from)),
  );
  // Its key of its own is there already.
  const primary = (column.key === 'primary key' || column.key === 'key') && isPrimary;
  draft.columns.splice(at, 1);
  draft.columns.splice(placeOf(draft, place) ?? at, 0, { ...column, checks: [], ...(primary ? { key: '' } : {}) });
  draft.constraints.push(...column.checks);
  if (!sameName(from, column.name)) renameInKeys(draft, from, column.name);
}

function renameColumn(draft: Draft, from: string, to: string): void {
  const at = columnAt(draft, from);
  draft.columns[at] = { ...draft.columns[at]!, name: to };
  renameInKeys(draft, from, to);
}

function renameInKeys(draft: Draft, from: string, to: string): void {
  const renamed = (name: string) => (sameName(name, from) ? to : name);
  draft.indexes = draft.indexes.map((index) => ({
    ...index,
    columns: index.columns.map((part) => ({ ...part, column: renamed(part.column) })),
  }));
  draft.constraints = draft.constraints.map((each) =>
    each.details.kind === 'ForeignKey'
      ? { ...each, details: { ...each.details, columns: each.details.columns.map(renamed) } }
      : each,
  );
}

/** Keys lose the column, and go with their last. */
function dropColumn(draft: Draft, name: string): void {
  draft.columns.splice(columnAt(draft, name), 1);
  draft.indexes = draft.indexes
    .map((index) => ({
      ...index,
      columns: index.columns.filter((part) => part.expr !== null || !sameName(part.column, name)),
    }))
    .filter((index) => index.columns.length > 0);
}

function addIndex(draft: Draft, index: IndexDef): void {
  const primary = index.type === 'primary key';
  const taken = draft.indexes.some((each) =>
    primary ? each.type === 'primary key' : index.name !== '' && sameName(each.name, index.name),
  );
  if (taken && primary) refuse({ kind: 'DuplicateKeyName', table: draft.table, key: 'PRIMARY' });
  if (taken) refuse({ kind: 'ApplyDuplicateKey', table: draft.table, key: index.name });
  draft.indexes.push(index);
}

function addConstraint(draft: Draft, constraint: ConstraintDef): void {
  if (constraint.name !== '' && findByName(draft.constraints, constraint.name) !== undefined) {
    refuse({ kind: 'ApplyDuplicateConstraint', table: draft.table, constraint: constraint.name });
  }
  draft.constraints.push(constraint);
}

function dropKey(draft: Draft, { type, name }: Extract<AlterOption, { kind: 'DropKey' }>): void {
  if (type === 'primary key') {
    const at = draft.indexes.findIndex((index) => index.type === 'primary key');
    if (at < 0) refuse({ kind: 'ApplyKeyNotFound', table: draft.table, key: 'PRIMARY' });
    draft.indexes.splice(at, 1);
  } else if (type === 'key') draft.indexes.splice(indexAt(draft, name), 1);
  else {
    const at = draft.constraints.findIndex(
      ({ name: each, details }) => sameName(each, name) && fitsType(type, details.kind),
    );
    if (at < 0) refuse({ kind: 'ApplyKeyNotFound', table: draft.table, key: name });
    draft.constraints.splice(at, 1);
  }
}

function fitsType(type: string, kind: ConstraintDef['details']['kind']): boolean {
  return type === 'constraint' || (type === 'foreign key') === (kind === 'ForeignKey');
}

function alterColumn(
  draft: Draft,
  { column, change, default: value, policy }: Extract<AlterOption, { kind: 'AlterColumn' }>,
): void {
  const at = columnAt(draft, column);
  const old = draft.columns[at]!;
  if (change.endsWith('masking policy')) {
    const { maskingPolicy: _, ...plain } = old;
    draft.columns[at] = policy === undefined ? plain : { ...plain, maskingPolicy: policy };
    return;
  }
  if (change === 'set default' || change === 'drop default') draft.columns[at] = { ...old, default: value };
  else draft.columns[at] = { ...old, visibility: change === 'set visible' ? '' : 'invisible' };
}

function alterIndex(draft: Draft, { name, change }: Extract<AlterOption, { kind: 'AlterIndex' }>): void {
  const at = indexAt(draft, name);
  draft.indexes[at] = withVisibility(draft.indexes[at]!, change === 'invisible');
}

function alterConstraint(draft: Draft, { name, enforced }: Extract<AlterOption, { kind: 'AlterConstraint' }>): void {
  const at = draft.constraints.findIndex((each) => sameName(each.name, name));
  const old = draft.constraints[at];
  if (old?.details.kind !== 'CheckConstraint')
    refuse({ kind: 'ApplyConstraintNotFound', table: draft.table, constraint: name });
  else draft.constraints[at] = { ...old, details: { ...old.details, enforced } };
}

function setOption(draft: Draft, option: TableOption): void {
  const at = draft.options.findIndex((each) => sameName(each.name, option.name));
  if (at < 0) draft.options.push(option);
  else draft.options[at] = option;
}

/** A foreign key that stays must keep an index; only one that is new gets its own. */
function checkForeignKeyIndexes(draft: Draft, before: readonly ConstraintDef[]): void {
  for (const constraint of draft.constraints) {
    const { details } = constraint;
    if (details.kind !== 'ForeignKey' || !before.includes(constraint)) continue;
    if (draft.indexes.some((index) => coversForeignKey(index, details.columns))) continue;
    if (details.columns.every((column) => findByName(draft.columns, column) !== undefined)) {
      refuse({ kind: 'IndexNeededByForeignKey', table: draft.table, key: constraint.name });
    }
  }
}

function applyPartition(draft: Draft, spec: PartitionSpec, alter: AlterTable): void {
  const { partition, table } = draft;
  if (spec.action === 'remove') {
    draft.partition = null;
    return;
  }
  if (partition === null || partition.partitions.length === 0) refuse({ kind: 'ApplyNoPartitions', table });
  const defs = partition.partitions;
  if (spec.action === 'add') {
    const twice = spec.definitions.find((def) => findByName(defs, def.name) !== undefined);
    if (twice !== undefined) refuse({ kind: 'ApplyDuplicatePartition', table, partition: twice.name });
    draft.partition = { ...partition, partitions: [...defs, ...spec.definitions] };
  } else if (spec.action === 'drop') {
    const absent = spec.names.find((name) => findByName(defs, name) === undefined);
    if (absent !== undefined) refuse({ kind: 'ApplyPartitionNotFound', table, partition: absent });
    const gone = new Set(spec.names.map(fold));
    draft.partition = { ...partition, partitions: defs.filter((def) => !gone.has(fold(def.name))) };
  } else refuse({ kind: 'UnsupportedAlterOperation', table, statement: print(alter) });
}
