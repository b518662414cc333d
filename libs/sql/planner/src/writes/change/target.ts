import { VtError } from '@vt/base';
import type { AliasedTableExpr, ColName, Delete, TableExpr, Update } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { sameName, sourceOf, writtenTable } from '../names.ts';
import { viewOf } from './views.ts';

/** A table of the statement's FROM. */
export type FromTable = { readonly alias: string; readonly expr: AliasedTableExpr; readonly table: Table };

/** Every named table of a FROM; derived tables and views are left out. */
export function fromTables(
  from: readonly TableExpr[],
  environment: PlannerEnvironment,
  ctes: ReadonlySet<string>,
): FromTable[] {
  return from.flatMap((expr): FromTable[] => {
    switch (expr.kind) {
      case 'AliasedTableExpr': {
        const { expr: name } = expr;
        if (name.kind !== 'TableName' || (name.qualifier === '' && ctes.has(name.name.toLowerCase()))) return [];
        if (viewOf(name, environment)) return [];
        return [{ alias: expr.as || name.name, expr, table: writtenTable(name, environment) }];
      }
      case 'JoinTableExpr':
        return fromTables([expr.left, expr.right], environment, ctes);
      case 'ParenTableExpr':
        return fromTables(expr.exprs, environment, ctes);
      default:
        return [];
    }
  });
}

/** The tables that a DELETE takes rows from, or an UPDATE changes. @throws VT03003, VT03004, VT03032 for what is none of its tables. */
export function targetsOf(change: Update | Delete, from: readonly FromTable[]): FromTable[] {
  return change.kind === 'Delete' ? deleteTargets(change, from) : updateTargets(change, from);
}

function deleteTargets({ targets, tables }: Delete, from: readonly FromTable[]): FromTable[] {
  if (targets.length === 0) {
    const [only] = from;
    if (only) return [only];
    const [expr] = tables;
    throw VtError.of('VT03004', expr?.kind === 'AliasedTableExpr' ? expr.as || tableText(expr) : '');
  }
  return targets.map((name) => {
    const found = from.find(({ alias }) => alias === name.name) ?? from.find(({ table }) => table.name === name.name);
    if (found) return found;
    if (hasDerived(tables, name.name)) throw VtError.of('VT03004', name.name);
    throw VtError.of('VT03003', name.name);
  });
}

function tableText({ expr }: AliasedTableExpr): string {
  return expr.kind === 'TableName' ? expr.name : '';
}

/** How many members it brings, joined or in parentheses. */
function countMembers(expr: TableExpr): number {
  if (expr.kind === 'JoinTableExpr') return countMembers(expr.left) + countMembers(expr.right);
  return expr.kind === 'ParenTableExpr' ? expr.exprs.reduce((sum, each) => sum + countMembers(each), 0) : 1;
}

function hasDerived(from: readonly TableExpr[], alias: string): boolean {
  return from.some((expr) => {
    if (expr.kind === 'AliasedTableExpr') return expr.as === alias;
    if (expr.kind === 'JoinTableExpr') return hasDerived([expr.left, expr.right], alias);
    return expr.kind === 'ParenTableExpr' && hasDerived(expr.exprs, alias);
  });
}

function updateTargets({ exprs, tables }: Update, from: readonly FromTable[]): FromTable[] {
  const found = new Set(exprs.map(({ name }) => tableOfColumn(name, from, tables)));
  return from.filter((each) => found.has(each));
}

/** The table that an assigned column is of. */
export function tableOfColumn(name: ColName, from: readonly FromTable[], tables: readonly TableExpr[]): FromTable {
  if (name.qualifier) {
    const alias = name.qualifier.name;
    const found = from.find((each) => each.alias === alias);
    if (found) return found;
    if (hasDerived(tables, alias)) throw VtError.of('VT03032', alias);
    throw VtError.of('VT03014', `${alias}.${name.name}`, 'field list');
  }
  const [only, ...more] = from;
  if (only && more.length === 0 && tables.length === 1) return only;
  const owners = from.filter(({ table }) => table.columns.some((column) => sameName(column.name, name.name)));
  const [owner] = owners;
  if (owner && owners.length === 1) return owner;
  if (owners.length > 1) throw VtError.of('VT03021', name.name);
  const hasOthers = tables.reduce((sum, each) => sum + countMembers(each), 0) > from.length;
  if (!hasOthers && from.every(({ table }) => table.columnListAuthoritative))
    throw VtError.of('VT03014', name.name, 'field list');
  return refuse(`the table of column '${name.name}' in an UPDATE of several tables`);
}

/** With a copied reference table's source in its place. */
export function atSource(target: FromTable, environment: PlannerEnvironment): Table {
  return sourceOf(target.table, environment);
}
