import { type AlterOption, type ConstraintDef, equals, type TableSpec } from '@vt/sqlparser';
import type { DiffHints } from '../hints.ts';
import { fold } from '../names.ts';

/** DROPs and ADDs that make the checks and foreign keys of `from` those of `to`. */
export function diffConstraints(
  fromTable: string,
  from: TableSpec,
  toTable: string,
  to: TableSpec,
  hints: DiffHints,
): AlterOption[] {
  const left = [...from.constraints];
  const adds: AlterOption[] = [];
  const changes: AlterOption[] = [];
  const drops: AlterOption[] = [];
  // Same names first, so that of two equal ones the named one stays.
  const waiting = to.constraints.filter((constraint) => {
    const old = left.find((each) => fold(each.name) === fold(constraint.name) && sameDetails(each, constraint));
    if (old !== undefined) left.splice(left.indexOf(old), 1);
    return old === undefined;
  });
  for (const constraint of waiting) {
    const same = (each: ConstraintDef) => sameNames(each.name, fromTable, constraint.name, toTable, hints);
    const old =
      left.find((each) => same(each) && sameDetails(each, constraint)) ??
      left.find((each) => same(each) && onlyEnforced(each, constraint));
    if (old !== undefined) left.splice(left.indexOf(old), 1);
    if (old === undefined) adds.push({ kind: 'AddConstraint', constraint });
    else if (!sameDetails(old, constraint)) changes.push(enforcement(old.name, constraint));
  }
  for (const each of left) drops.push(drop(each));
  return [...drops, ...changes, ...adds];
}

function drop({ name, details }: ConstraintDef): AlterOption {
  return { kind: 'DropKey', type: details.kind === 'ForeignKey' ? 'foreign key' : 'check', ifExists: false, name };
}

function enforcement(name: string, { details }: ConstraintDef): AlterOption {
  return {
    kind: 'AlterConstraint',
    type: 'check',
    name,
    enforced: details.kind === 'CheckConstraint' && details.enforced,
  };
}

function sameDetails(a: ConstraintDef, b: ConstraintDef): boolean {
  return equals(comparable(a.details), comparable(b.details));
}

/** The index of a foreign key is compared among the keys. RESTRICT and NO ACTION are what holds when nothing is said. */
function comparable(details: ConstraintDef['details']): ConstraintDef['details'] {
  if (details.kind === 'CheckConstraint') return details;
  const { references } = details;
  const action = (given: typeof references.onDelete) => (given === 'no action' || given === 'restrict' ? '' : given);
  return {
    ...details,
    index: '',
    columns: details.columns.map(fold),
    references: {
      ...references,
      columns: references.columns.map(fold),
      onDelete: action(references.onDelete),
      onUpdate: action(references.onUpdate),
    },
  };
}

function onlyEnforced(a: ConstraintDef, b: ConstraintDef): boolean {
  if (a.details.kind !== 'CheckConstraint' || b.details.kind !== 'CheckConstraint') return false;
  return equals(a.details.expr, b.details.expr) && a.details.enforced !== b.details.enforced;
}

/** A name that Vitess made ends in 25 digits and letters. */
const vitessSuffix = /_[0-9a-z]{25}$/;

function sameNames(a: string, tableA: string, b: string, tableB: string, hints: DiffHints): boolean {
  if (hints.constraintNames === 'ignore all') return true;
  if (fold(a) === fold(b)) return true;
  if (hints.constraintNames === 'strict') return false;
  return baseName(a, tableA) === baseName(b, tableB);
}

function baseName(name: string, table: string): string {
  const base = fold(name).replace(vitessSuffix, '');
  return base.startsWith(`${fold(table)}_`) ? base.slice(table.length + 1) : base;
}
