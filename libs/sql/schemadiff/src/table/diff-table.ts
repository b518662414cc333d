import type { AlterOption, AlterTable, CreateTable } from '@vt/sqlparser';
import { print } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import type { DiffHints } from '../hints.ts';
import { diffColumns } from './diff-columns.ts';
import { diffConstraints } from './diff-constraints.ts';
import { diffKeys } from './diff-keys.ts';
import { diffOptions } from './diff-options.ts';
import { diffPartitions } from './diff-partitions.ts';

/**
 * The ALTER TABLEs that make `from` into `to`, in order; both normalized, their names not compared. Mostly one; empty
 * when there is no difference. Later ones are what MySQL does only in a statement of its own.
 */
export function diffTable(from: CreateTable, to: CreateTable, hints: DiffHints): AlterTable[] {
  const a = from.spec!;
  const b = to.spec!;
  const name = from.table.name;
  const columns = diffColumns(name, a, b, hints);
  const keys = diffKeys(a, b, columns.renamed, hints);
  const constraints = diffConstraints(name, a, to.table.name, b, hints);
  const partitions = diffPartitions(a, b, hints);
  const options = [...columns.options, ...keys.options, ...constraints, ...diffOptions(a, b, hints)];
  const alter = (changes: readonly AlterOption[]): AlterTable => ({
    kind: 'AlterTable',
    comments: [],
    ignore: false,
    ifExists: false,
    table: {
      ...from.table,
      qualifier: hints.tableQualifier === 'declared' ? to.table.qualifier : from.table.qualifier,
    },
    options: hints.algorithm === '' ? changes : [...changes, { kind: 'AlterAlgorithm', value: hints.algorithm }],
    partition: null,
    partitionSpec: null,
  });
  const alters: AlterTable[] = [];
  if (options.length > 0 || partitions.partition !== null || partitions.remove !== null) {
    alters.push({ ...alter(options), partition: partitions.partition, partitionSpec: partitions.remove });
  }
  for (const option of keys.later) alters.push(alter([option]));
  for (const partitionSpec of partitions.later) alters.push({ ...alter([]), options: [], partitionSpec });
  if (alters.length > 1 && hints.subsequentDiffs === 'reject') {
    refuse({ kind: 'SubsequentDiffRejected', table: name, diffs: alters.map((each) => print(each, { upper: true })) });
  }
  return alters;
}
