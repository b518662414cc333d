import { charsetName, collationByName } from '@vt/collations';
import type { ColumnDef, ConstraintDef, CreateTable, IndexDef, TableOption, TableSpec } from '@vt/sqlparser';
import { fold } from '../names.ts';
import { tableCharset } from './charset.ts';
import { coversForeignKey } from './keys.ts';
import { normalizeColumn } from './normalize-column.ts';

/** A table as MySQL keeps it: every key and constraint with its name, nothing said that holds anyway. */
export function normalizeTable(table: CreateTable): CreateTable {
  const spec = table.spec!;
  const options = spec.options.map(normalizeOption);
  const charset = tableCharset({ ...spec, options });
  const columns = spec.columns.map((column) => normalizeColumn(column, charset));
  const keys = nameKeys([...spec.indexes, ...spec.columns.flatMap(columnKeys)].map(normalizeIndex));
  const constraints = nameConstraints(table.table.name, spec.constraints);
  const indexes = primaryFirst(addForeignKeyIndexes(keys, constraints, spec.constraints));
  return {
    ...table,
    comments: [],
    spec: { ...spec, options, columns, indexes, constraints, partition: normalizePartition(spec) },
  };
}

/** Keys that a column declares for itself. */
function columnKeys(column: ColumnDef): IndexDef[] {
  if (column.key === '') return [];
  const unique = column.key === 'unique' || column.key === 'unique key';
  return [
    {
      kind: 'IndexDef',
      type: unique ? 'unique key' : 'primary key',
      name: '',
      ifNotExists: false,
      constraint: '',
      columns: [{ kind: 'IndexColumn', column: column.name, length: '', expr: null, direction: 'asc' }],
      withoutOverlaps: '',
      options: [],
    },
  ];
}

function normalizeIndex(index: IndexDef): IndexDef {
  const options = index.options.filter(
    ({ name, value }) =>
      name !== 'visible' && !(name === 'using' && fold(value) === 'btree') && !(name === 'comment' && value === ''),
  );
  const name =
    index.name === '' && index.constraint !== '' && index.type !== 'primary key' ? index.constraint : index.name;
  return { ...index, name, constraint: '', options };
}

function primaryFirst(indexes: readonly IndexDef[]): IndexDef[] {
  const primary = indexes.filter((index) => index.type === 'primary key');
  return [...primary, ...indexes.filter((index) => index.type !== 'primary key')];
}

/** Gives keys without a name that of their first column, numbered where it is taken. */
function nameKeys(indexes: readonly IndexDef[]): IndexDef[] {
  const taken = new Set(indexes.filter((index) => index.name !== '').map((index) => fold(index.name)));
  return indexes.map((index) => {
    if (index.name !== '' || index.type === 'primary key') return index;
    return { ...index, name: freeName(index.columns[0]!.column || 'functional_index', taken) };
  });
}

function freeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let n = 2; taken.has(fold(name)); n++) name = `${base}_${n}`;
  taken.add(fold(name));
  return name;
}

/** Constraints with the names that MySQL would give those of a table that have none. */
export function nameConstraints(table: string, constraints: readonly ConstraintDef[]): ConstraintDef[] {
  const taken = new Set(constraints.map((constraint) => fold(constraint.name)));
  return constraints.map((constraint) => {
    if (constraint.name !== '') return constraint;
    const base = `${table}_${constraint.details.kind === 'ForeignKey' ? 'ibfk' : 'chk'}_`;
    let n = 1;
    while (taken.has(fold(base + n))) n++;
    taken.add(fold(base + n));
    return { ...constraint, name: base + n };
  });
}

/** MySQL makes an index for a foreign key that has none, named as the constraint where that was named. */
function addForeignKeyIndexes(
  indexes: readonly IndexDef[],
  constraints: readonly ConstraintDef[],
  written: readonly ConstraintDef[],
): IndexDef[] {
  const all = [...indexes];
  constraints.forEach((constraint, i) => {
    const { details } = constraint;
    if (details.kind !== 'ForeignKey' || all.some((index) => coversForeignKey(index, details.columns))) return;
    const taken = new Set(all.map((index) => fold(index.name)));
    const base = details.index !== '' ? details.index : written[i]!.name;
    all.push({
      kind: 'IndexDef',
      type: 'key',
      name: freeName(base === '' ? details.columns[0]! : base, taken),
      ifNotExists: false,
      constraint: '',
      columns: details.columns.map((column) => ({
        kind: 'IndexColumn',
        column,
        length: '',
        expr: null,
        direction: 'asc',
      })),
      withoutOverlaps: '',
      options: [],
    });
  });
  return all;
}

const engines = new Map(
  [
    'ARCHIVE',
    'BLACKHOLE',
    'CSV',
    'EXAMPLE',
    'FEDERATED',
    'HEAP',
    'InnoDB',
    'MEMORY',
    'MERGE',
    'MyISAM',
    'NDB',
    'NDBCLUSTER',
    'PERFORMANCE_SCHEMA',
  ].map((name) => [fold(name), name] as const),
);

export function engineName(name: string): string {
  return engines.get(fold(name)) ?? name;
}

function normalizeOption(option: TableOption): TableOption {
  const name = fold(option.name) === 'character set' ? 'charset' : fold(option.name);
  switch (name) {
    case 'engine':
      return { ...option, name, word: engineName(option.word) };
    case 'charset':
      return { ...option, name, word: charsetName(option.word) };
    case 'collate':
      return { ...option, name, word: collationByName(option.word)?.name ?? fold(option.word) };
    case 'row_format':
    case 'insert_method':
      return { ...option, name, word: option.word.toUpperCase() };
    default:
      return { ...option, name };
  }
}

function normalizePartition(spec: TableSpec): TableSpec['partition'] {
  if (spec.partition === null) return null;
  const partitions = spec.partition.partitions.map((each) =>
    each.options === null ? each : { ...each, options: { ...each.options, engine: engineName(each.options.engine) } },
  );
  return { ...spec.partition, partitions };
}
