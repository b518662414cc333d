import type { CreateTable, CreateView, Statement } from '@vt/sqlparser';
import { print } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import { fold } from '../names.ts';
import { normalizeTable } from '../table/normalize-table.ts';
import { validateTable } from '../table/validate-table.ts';
import { normalizeView } from '../view/diff-view.ts';
import { viewColumns } from '../view/view-columns.ts';
import { viewTables } from '../view/view-tables.ts';
import { checkForeignKey } from './foreign-keys.ts';

export type Entity = CreateTable | CreateView;
/** Normalized entities by name, each after those it needs: tables after the parents of their foreign keys, then views. */
export type Schema = { readonly entities: ReadonlyMap<string, Entity> };
/** What of foreign keys is not checked: nothing, parents that do not exist, or anything about parents. */
export type Leniency = 'none' | 'absent parents';

export const emptySchema: Schema = { entities: new Map() };

export function nameOf(entity: Entity): string {
  return entity.kind === 'CreateTable' ? entity.table.name : entity.view.name;
}

/** The schema that these CREATE TABLE and CREATE VIEW statements describe; refuses what MySQL would. */
export function loadSchema(statements: readonly Statement[]): Schema {
  return schemaOf(statements.map(normalized));
}

export function normalized(statement: Statement): Entity {
  if (statement.kind === 'CreateView') return normalizeView(statement);
  if (statement.kind !== 'CreateTable' || statement.spec === null) {
    return refuse({ kind: 'UnsupportedStatement', statement: print(statement) });
  }
  const table = normalizeTable(statement);
  validateTable(table);
  return table;
}

/** Puts normalized entities in order and checks what they say of each other. */
export function schemaOf(entities: readonly Entity[], leniency: Leniency = 'none'): Schema {
  const names = new Map<string, Entity>();
  for (const entity of entities) {
    if (names.has(nameOf(entity))) refuse({ kind: 'ApplyDuplicateEntity', entity: nameOf(entity) });
    names.set(nameOf(entity), entity);
  }
  const byName = [...entities].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const tables = byName.filter((entity) => entity.kind === 'CreateTable');
  const views = byName.filter((entity) => entity.kind === 'CreateView');
  for (const table of tables) checkForeignKeys(table, names, leniency);
  const ordered = orderViews(views, orderTables(tables));
  checkViews(ordered);
  return { entities: ordered };
}

function checkForeignKeys(table: CreateTable, names: ReadonlyMap<string, Entity>, leniency: Leniency): void {
  const seen = new Map<string, 'DuplicateCheckConstraintName' | 'DuplicateForeignKeyConstraintName'>();
  for (const constraint of table.spec!.constraints) {
    const kind =
      constraint.details.kind === 'ForeignKey' ? 'DuplicateForeignKeyConstraintName' : 'DuplicateCheckConstraintName';
    if (seen.get(fold(constraint.name)) === kind)
      refuse({ kind, table: table.table.name, constraint: constraint.name });
    seen.set(fold(constraint.name), kind);
    if (constraint.details.kind !== 'ForeignKey') continue;
    const parent = constraint.details.references.table.name;
    const found = names.get(parent);
    if (found === undefined && leniency !== 'none') continue;
    if (found === undefined) {
      refuse({ kind: 'ForeignKeyNonexistentReferencedTable', table: table.table.name, referencedTable: parent });
    }
    if (found.kind === 'CreateView') {
      refuse({ kind: 'ForeignKeyReferencesView', table: table.table.name, referencedTable: parent });
    }
    checkForeignKey(table, constraint.name, constraint.details, found);
  }
}

/** Level by level: those whose parents are all there; a circle of parents comes last, by name. */
function orderTables(tables: readonly CreateTable[]): Map<string, Entity> {
  const ordered = new Map<string, Entity>();
  let waiting = [...tables];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(nameOf));
    const next = waiting.filter((table) =>
      table.spec!.constraints.every(({ details }) => {
        const parent = details.kind === 'ForeignKey' ? details.references.table.name : '';
        return parent === nameOf(table) || !names.has(parent);
      }),
    );
    const level = next.length > 0 ? next : waiting;
    for (const table of level) ordered.set(nameOf(table), table);
    waiting = waiting.filter((table) => !level.includes(table));
  }
  return ordered;
}

function orderViews(views: readonly CreateView[], ordered: Map<string, Entity>): Map<string, Entity> {
  let waiting = [...views];
  while (waiting.length > 0) {
    const next = waiting.filter((view) => viewTables(view).every((name) => ordered.has(name)));
    if (next.length === 0) {
      const view = waiting[0]!;
      const missing = viewTables(view).filter((name) => !ordered.has(name));
      refuse({ kind: 'ViewDependencyUnresolved', view: nameOf(view), missing });
    }
    for (const view of next) ordered.set(nameOf(view), view);
    waiting = waiting.filter((view) => !next.includes(view));
  }
  return ordered;
}

function checkViews(entities: ReadonlyMap<string, Entity>): void {
  const columns = new Map<string, readonly string[] | undefined>();
  for (const [name, entity] of entities) {
    columns.set(
      name,
      entity.kind === 'CreateTable'
        ? entity.spec!.columns.map((column) => column.name)
        : viewColumns(entity, (each) => columns.get(each)),
    );
  }
}
