import { createHash } from 'node:crypto';
import type { AlterOption, AlterTable, ConstraintDef, CreateTable } from '@vt/sqlparser';
import { print } from '@vt/sqlparser';

const NAME_CHARS_MAX = 64;
/** What is appended to the names of constraints, which are the database's; other tools know it by its length. */
const SUFFIX_CHARS = 25;
const SUFFIX = /_[0-9a-z]{25}$/;

/** The table with names of constraints that are not taken yet. */
export function withConstraintNames(original: CreateTable, seed: string): CreateTable {
  const rename = (constraint: ConstraintDef): ConstraintDef =>
    constraint.name === ''
      ? constraint
      : { ...constraint, name: constraintName(constraint.name, original.table.name, seed) };
  const { spec } = original;
  return { ...original, spec: spec && { ...spec, constraints: spec.constraints.map(rename) } };
}

/**
 * A change as several: mysqld makes one FULLTEXT key at a time. Empty where nothing is left to be done.
 */
export function oneFulltextEach(alter: AlterTable): AlterTable[] {
  const isFulltext = (option: AlterOption): boolean =>
    option.kind === 'AddIndex' && option.index.type === 'fulltext key';
  const [, ...later] = alter.options.filter(isFulltext);
  const first = { ...alter, options: alter.options.filter((option) => !later.includes(option)) };
  const isEmpty = first.options.length === 0 && first.partitionSpec === null && first.partition === null;
  return [...(isEmpty ? [] : [first]), ...later.map((option) => ({ ...bare(alter), options: [option] }))];
}

const bare = (alter: AlterTable): AlterTable => ({ ...alter, partitionSpec: null, partition: null });

/** Statements that make a table like another one and alter it: the names of constraints are taken by the table that is there. */
export function shadowStatements(original: CreateTable, alter: AlterTable, shadow: string, seed: string): string[] {
  const own = original.table.name;
  const names = new Map(
    (original.spec?.constraints ?? []).map(({ name }) => [name.toLowerCase(), constraintName(name, own, seed)]),
  );
  const table = { ...original.table, name: shadow };
  const renamed = (name: string): string => names.get(name.toLowerCase()) ?? name;
  const options = alter.options.map((option) => withNames(option, renamed, own, seed));
  return [print({ ...withConstraintNames(original, seed), table }), print({ ...alter, table, options })];
}

function withNames(option: AlterOption, renamed: (name: string) => string, table: string, seed: string): AlterOption {
  switch (option.kind) {
    case 'DropKey':
      return option.type === 'check' || option.type === 'constraint' || option.type === 'foreign key'
        ? { ...option, name: renamed(option.name) }
        : option;
    case 'AlterConstraint':
      return { ...option, name: renamed(option.name) };
    case 'AddConstraint':
      if (option.constraint.name === '') return option;
      return {
        ...option,
        constraint: { ...option.constraint, name: constraintName(option.constraint.name, table, seed) },
      };
    default:
      return option;
  }
}

/** What MySQL puts behind the table's name where the user gave a constraint none: it renames these with their table, beyond what a name may have. */
const AUTOMATIC = /^(chk|ibfk)_/i;

/** `t_chk_1` of table t → `chk_1_` and digits and letters that are the migration's own; a name that the user gave stays before them. */
export function constraintName(name: string, table: string, seed: string): string {
  const own = name.replace(SUFFIX, '');
  const rest = own.toLowerCase().startsWith(`${table.toLowerCase()}_`) ? own.slice(table.length + 1) : '';
  const base = AUTOMATIC.test(rest) ? rest : own;
  const hash = BigInt(`0x${createHash('sha256').update(`${seed}:${name}`).digest('hex')}`).toString(36);
  return `${base.slice(0, NAME_CHARS_MAX - SUFFIX_CHARS - 1)}_${hash.slice(0, SUFFIX_CHARS).padEnd(SUFFIX_CHARS, '0')}`;
}
