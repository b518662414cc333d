import { VtError } from '@vt/base';
import type { Delete, Insert, Update, UpdateExpr } from '@vt/sqlparser';
import type { ForeignKey, Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { changesVindexes, keepsColumn } from './insert/check-upsert.ts';
import { sameName } from './names.ts';

/** A foreign key and the tables that it ties. */
type Tie = { readonly key: ForeignKey; readonly child: Table; readonly parent: Table };

/**
 * Each shard's mysqld checks foreign keys, and follows them, among its own rows: that is right where parent and child live together.
 * @returns whether a row that ON DUPLICATE KEY UPDATE finds on another shard than the new one's may not move there.
 * @throws VT12002 where they may not, VT12001 where following one would leave entries of a lookup vindex behind.
 */
export function checkForeignKeys(
  table: Table,
  statement: Insert | Update | Delete,
  environment: PlannerEnvironment,
): boolean {
  if (
    !table.sharded ||
    environment.foreignKeyChecks === false ||
    /foreign_key_checks\s*=\s*(?:0|off)/i.test(textOf(statement))
  )
    return false;
  const assigned = assignedBy(statement, table);
  const changes = (columns: readonly string[]): boolean => !assigned || areAmong(columns, assigned);
  const parents = tiesOf(table, environment).filter(({ key }) => statement.kind === 'Insert' || changes(key.columns));
  const followed = childrenOf(table, environment).filter(({ key }) => changes(key.parentColumns));
  const managed = environment.vschema.keyspaces.get(table.keyspace)?.foreignKeyMode === 'managed';
  if (managed && [...parents, ...followed].some((tie) => !livesTogether(tie))) throw VtError.of('VT12002');
  const place = table.columnVindexes[0]?.columns ?? [];
  const isTied = parents.length + followed.length > 0;
  // Of a row that ON DUPLICATE KEY UPDATE meets it is seen when it is found whether it would move.
  const isSeenLater = (update: UpdateExpr): boolean => statement.kind === 'Insert' && areAmong(place, [update]);
  const others = assigned?.filter((update) => !isSeenLater(update));
  if (isTied && others && areAmong(place, others)) refuse('moving rows that foreign keys tie to others');
  // Which rows their children keep is seen by no one before, and entries would be gone of those too.
  const ignores = statement.kind === 'Delete' && statement.ignore && table.columnVindexes.some(({ owned }) => owned);
  if (ignores && followed.length > 0) refuse('DELETE IGNORE of rows that foreign keys may keep');
  for (const tie of followed) {
    const isOtherwise = !others || areAmong(tie.key.parentColumns, others);
    if (!isOtherwise && statement.kind === 'Insert' && changesVindexes(statement, table)) continue;
    checkFollowing(tie, !assigned ? 'delete' : isOtherwise ? 'update' : 'renumber', environment, new Set());
  }
  return isTied && assigned !== undefined && areAmong(place, assigned);
}

function textOf({ comments }: Insert | Update | Delete): string {
  return comments.join(' ');
}

/** What is assigned to rows that are there, ON DUPLICATE KEY too; undefined: they are taken away. */
function assignedBy(statement: Insert | Update | Delete, table: Table): readonly UpdateExpr[] | undefined {
  if (statement.kind === 'Update') return statement.exprs;
  if (statement.kind === 'Delete' || statement.action === 'replace') return undefined;
  return statement.onDup.filter((update) => !keepsColumn(statement, update, table));
}

function areAmong(columns: readonly string[], assigned: readonly UpdateExpr[]): boolean {
  return assigned.some(({ name }) => columns.some((column) => sameName(column, name.name)));
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

/** What is done to a parent; `renumber`: its children go on living where it does. */
type Change = 'update' | 'renumber' | 'delete';

/** What a mysqld changes by itself has no owned entries, and stays where it is. */
function checkFollowing({ key, child }: Tie, change: Change, environment: PlannerEnvironment, seen: Set<string>): void {
  const action = change === 'delete' ? key.onDelete : key.onUpdate;
  if (!['CASCADE', 'SET NULL', 'SET DEFAULT'].includes(action) || seen.has(`${child.name} ${key.name}`)) return;
  seen.add(`${child.name} ${key.name}`);
  const deletes = change === 'delete' && action === 'CASCADE';
  const touched = (columns: readonly string[]) =>
    deletes || columns.some((column) => key.columns.some((one) => sameName(one, column)));
  for (const [i, { columns, owned }] of child.columnVindexes.entries())
    if (touched(columns) && (owned || (i === 0 && change !== 'renumber' && !deletes)))
      refuse(`a foreign key that changes vindex columns of '${child.name}'`);
  for (const tie of childrenOf(child, environment)) checkFollowing(tie, change, environment, seen);
}
