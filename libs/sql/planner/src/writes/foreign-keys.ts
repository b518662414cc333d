import { VtError } from '@vt/base';
import type { Delete, Insert, Update } from '@vt/sqlparser';
import type { ForeignKey, Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { sameName } from './names.ts';

/** A foreign key and the tables that it ties. */
type Tie = { readonly key: ForeignKey; readonly child: Table; readonly parent: Table };

/**
 * Each shard's mysqld checks foreign keys, and follows them, among its own rows: that is right where parent and child live together.
 * @throws VT12002 where they may not, VT12001 where following one would leave entries of a lookup vindex behind.
 */
export function checkForeignKeys(
  table: Table,
  statement: Insert | Update | Delete,
  environment: PlannerEnvironment,
): void {
  if (
    !table.sharded ||
    environment.foreignKeyChecks === false ||
    /foreign_key_checks\s*=\s*(?:0|off)/i.test(textOf(statement))
  )
    return;
  const parents = tiesOf(table, environment).filter((tie) => changes(statement, tie.key.columns));
  const children = statement.kind === 'Insert' && statement.action === 'insert' ? [] : childrenOf(table, environment);
  const followed = children.filter((tie) => changes(statement, tie.key.parentColumns));
  const managed = environment.vschema.keyspaces.get(table.keyspace)?.foreignKeyMode === 'managed';
  if (managed && [...parents, ...followed].some((tie) => !livesTogether(tie))) throw VtError.of('VT12002');
  if (statement.kind === 'Update' && movesRows(statement, table) && parents.length + followed.length > 0)
    refuse('moving rows that foreign keys tie to others');
  for (const tie of followed) checkFollowing(tie, statement, environment, new Set());
}

function textOf({ comments }: Insert | Update | Delete): string {
  return comments.join(' ');
}

function changes(statement: Insert | Update | Delete, columns: readonly string[]): boolean {
  if (statement.kind !== 'Update') return true;
  return statement.exprs.some(({ name }) => columns.some((column) => sameName(column, name.name)));
}

function movesRows(statement: Update, table: Table): boolean {
  return changes(statement, table.columnVindexes[0]?.columns ?? []);
}

function tiesOf(child: Table, { vschema }: PlannerEnvironment): Tie[] {
  const tables = vschema.keyspaces.get(child.keyspace)?.tables;
  return (child.foreignKeys ?? []).flatMap((key) => {
    const parent = tables?.get(key.parent);
    return parent ? [{ key, child, parent }] : [];
  });
}

function childrenOf(parent: Table, environment: PlannerEnvironment): Tie[] {
  const tables = [...(environment.vschema.keyspaces.get(parent.keyspace)?.tables.values() ?? [])];
  return tables.flatMap((table) => tiesOf(table, environment).filter((tie) => tie.key.parent === parent.name));
}

/** The columns that place the child's row are those of the key, and the parent's row is placed by the ones they refer to. */
function livesTogether({ key, child, parent }: Tie): boolean {
  if (parent.type === 'reference') return true;
  if (child.type === 'reference') return false;
  if (child.pinned || parent.pinned) return child.pinned?.toString() === parent.pinned?.toString();
  const [a] = child.columnVindexes;
  const [b] = parent.columnVindexes;
  if (!a || a.vindex !== b?.vindex || a.columns.length !== b.columns.length) return false;
  return a.columns.every((column, i) => {
    const at = key.columns.findIndex((one) => sameName(one, column));
    return at >= 0 && sameName(key.parentColumns[at] ?? '', b.columns[i] ?? '');
  });
}

/** What a mysqld changes by itself has no owned entries, and stays where it is. */
function checkFollowing(
  { key, child }: Tie,
  statement: Insert | Update | Delete,
  environment: PlannerEnvironment,
  seen: Set<string>,
): void {
  const action = statement.kind === 'Update' ? key.onUpdate : key.onDelete;
  if (!['CASCADE', 'SET NULL', 'SET DEFAULT'].includes(action) || seen.has(`${child.name} ${key.name}`)) return;
  seen.add(`${child.name} ${key.name}`);
  const deletes = statement.kind !== 'Update' && action === 'CASCADE';
  const touched = (columns: readonly string[]) =>
    deletes || columns.some((column) => key.columns.some((one) => sameName(one, column)));
  for (const [i, { columns, owned }] of child.columnVindexes.entries())
    if (touched(columns) && (owned || (i === 0 && !deletes)))
      refuse(`a foreign key that changes vindex columns of '${child.name}'`);
  for (const tie of childrenOf(child, environment)) checkFollowing(tie, statement, environment, seen);
}
