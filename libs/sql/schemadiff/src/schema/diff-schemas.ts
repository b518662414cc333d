import type { AlterTable, AlterView, CreateTable, CreateView, DropTable, DropView, RenameTable } from '@vt/sqlparser';
import type { DiffHints } from '../hints.ts';
import { diffTable } from '../table/diff-table.ts';
import { diffView } from '../view/diff-view.ts';
import type { Entity, Schema } from './schema.ts';

/** One statement of a schema's change. */
export type EntityDiff = AlterTable | AlterView | CreateTable | CreateView | DropTable | DropView | RenameTable;

/** Name of the table or view that a statement is about. */
export function diffName(diff: EntityDiff): string {
  switch (diff.kind) {
    case 'AlterTable':
    case 'CreateTable':
      return diff.table.name;
    case 'AlterView':
    case 'CreateView':
      return diff.view.name;
    case 'DropTable':
      return diff.tables[0]!.name;
    case 'DropView':
      return diff.views[0]!.name;
    default:
      return diff.pairs[0]!.from.name;
  }
}

/**
 * The statements that make `from` into `to`: what goes (dependents first), what changes, what comes (parents first).
 * Whether they can be run in this order depends on the rows' tables; `orderDiffs` finds an order that can.
 */
export function diffSchemas(from: Schema, to: Schema, hints: DiffHints): EntityDiff[] {
  const drops: EntityDiff[] = [];
  const alters: EntityDiff[] = [];
  const creates: EntityDiff[] = [];
  for (const [name, entity] of [...from.entities].reverse()) {
    if (to.entities.get(name)?.kind !== entity.kind) drops.push(dropOf(entity));
  }
  for (const [name, entity] of from.entities) alters.push(...diffEntities(entity, to.entities.get(name), hints));
  // What lets go of a parent makes room for those that change it.
  alters.sort((a, b) => Number(letsGo(b)) - Number(letsGo(a)));
  for (const [name, entity] of to.entities) {
    if (from.entities.get(name)?.kind !== entity.kind) creates.push(entity);
  }
  return hints.tableRename === 'assume different'
    ? [...drops, ...alters, ...creates]
    : withRenames(from, drops, alters, creates, hints);
}

function diffEntities(a: Entity, b: Entity | undefined, hints: DiffHints): EntityDiff[] {
  if (a.kind === 'CreateTable' && b?.kind === 'CreateTable') return diffTable(a, b, hints);
  if (a.kind !== 'CreateView' || b?.kind !== 'CreateView') return [];
  const diff = diffView(a, b);
  return diff === undefined ? [] : [diff];
}

/** Does it drop foreign keys, and add none? */
function letsGo(diff: EntityDiff): boolean {
  if (diff.kind !== 'AlterTable') return false;
  const drops = diff.options.some((option) => option.kind === 'DropKey' && option.type === 'foreign key');
  return (
    drops &&
    !diff.options.some((each) => each.kind === 'AddConstraint' && each.constraint.details.kind === 'ForeignKey')
  );
}

/** The DROP of a table or view. */
export function dropOf(entity: Entity): DropTable | DropView {
  if (entity.kind === 'CreateView') return { kind: 'DropView', comments: [], ifExists: false, views: [entity.view] };
  return { kind: 'DropTable', comments: [], temporary: false, ifExists: false, tables: [entity.table] };
}

/** A table that goes and one that comes with the same definition are one that is renamed. */
function withRenames(
  from: Schema,
  drops: readonly EntityDiff[],
  alters: readonly EntityDiff[],
  creates: readonly EntityDiff[],
  hints: DiffHints,
): EntityDiff[] {
  const renames: EntityDiff[] = [];
  const gone = new Set<EntityDiff>();
  const come = new Set<EntityDiff>();
  for (const drop of drops) {
    const old = from.entities.get(diffName(drop));
    if (old?.kind !== 'CreateTable') continue;
    const match = creates.find(
      (each) => each.kind === 'CreateTable' && !come.has(each) && diffTable(old, each, hints).length === 0,
    );
    if (match?.kind !== 'CreateTable') continue;
    gone.add(drop);
    come.add(match);
    renames.push({
      kind: 'RenameTable',
      ifExists: false,
      pairs: [{ kind: 'RenamePair', from: old.table, to: match.table }],
    });
  }
  return [
    ...drops.filter((each) => !gone.has(each)),
    ...alters,
    ...creates.filter((each) => !come.has(each)),
    ...renames,
  ];
}
