import { VtError } from '@vt/base';
import type { ChangedVindex, ModifyRows, ModifyTarget, MovedRow } from '@vt/plan';
import {
  type ColName,
  type Delete,
  type Expr,
  type Node,
  type Order,
  print,
  rewrite,
  type Update,
  type UpdateExpr,
  visit,
} from '@vt/sqlparser';
import type { ColumnVindex, Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { isMadeAnew } from '../../semantics/read-again.ts';
import { vindexUse } from '../../semantics/routing.ts';
import { asStored } from '../as-stored.ts';
import { argument, column, contains, expressionOf, keyNameOf, sameName, tableNameOf, typeOfColumn } from '../names.ts';
import { readInput } from '../read-input.ts';
import { assignsAtOnce } from './at-once.ts';
import { RowColumns, selectRows } from './select-rows.ts';
import { type FromTable, tableOfColumn } from './target.ts';
import { touchedVindexes, valueAfter } from './touched.ts';

/** Finds and locks the rows with a query, then changes them by their keys. */
export function planRows(
  change: Update | Delete,
  from: readonly FromTable[],
  targets: readonly FromTable[],
  environment: PlannerEnvironment,
  unqualified: <N extends Update | Delete>(node: N) => N,
): ModifyRows {
  const columns = new RowColumns();
  const planner = new RowsPlanner(change, from, columns, environment);
  const planned = targets.map((target) => planner.target(target, unqualified));
  planner.checkOrder();
  const select = ordered(selectRows(change, columns.exprs, true), planner);
  const input = readInput(asStored(select, columns.targets, environment), environment);
  return { kind: 'ModifyRows', operation: change.kind, input, targets: planned };
}

/** Which of two rows gets a unique value first is seen; MySQL takes them by their primary key where nothing else is said. */
function ordered(select: ReturnType<typeof selectRows>, planner: RowsPlanner): ReturnType<typeof selectRows> {
  const { key } = planner;
  if (!key || select.orderBy.length > 0 || select.limit) return select;
  return { ...select, orderBy: key.map((expr) => ({ kind: 'Order', expr, direction: 'asc' })) };
}

class RowsPlanner {
  readonly #change: Update | Delete;
  readonly #from: readonly FromTable[];
  readonly #columns: RowColumns;
  readonly #environment: PlannerEnvironment;
  /** Offsets of new values that are others each time they are computed, by table and column: all who need one look at the same. */
  readonly #madeAnew = new Map<string, number>();
  /** The key by which rows must be changed in order, where that matters. */
  key: readonly Expr[] | undefined;

  constructor(
    change: Update | Delete,
    from: readonly FromTable[],
    columns: RowColumns,
    environment: PlannerEnvironment,
  ) {
    this.#change = change;
    this.#from = from;
    this.#columns = columns;
    this.#environment = environment;
  }

  target(target: FromTable, unqualified: <N extends Update | Delete>(node: N) => N): ModifyTarget {
    const { table, alias } = target;
    const assigned = this.#assigned(target);
    const touched = this.#change.kind === 'Update' && table.sharded ? touchedVindexes(assigned, table) : undefined;
    if (touched?.moves) checkMovable(table);
    const names = primaryKey(table);
    const deleted = this.#change.kind === 'Delete' && table.sharded ? table.columnVindexes.filter((v) => v.owned) : [];
    const vindexes = touched ? touched.owned : deleted;
    if (touched && (touched.moves || touched.owned.length > 0)) {
      if (this.#from.length === 1) this.key = names.map((name) => column(name, alias));
    }
    const values: ModifyTarget['values'][number][] = [];
    const prefix = this.#prefix(target, assigned, values, unqualified, touched?.moves ?? false);
    const isPlaced = table.sharded && !table.pinned && table.type !== 'reference';
    return {
      keyspace: table.keyspace,
      sharded: table.sharded,
      table: table.name,
      primary: isPlaced ? this.#place(target, table.columnVindexes[0] as ColumnVindex) : undefined,
      everywhere: table.sharded && table.type === 'reference',
      pinned: table.pinned,
      key: { columns: names.map((name) => print(column(name))), offsets: this.#key(target, names) },
      prefix,
      suffix: this.#suffix(values.length > 0),
      values,
      owned: vindexes.map((vindex) => this.#changed(target, vindex, assigned)),
      move: touched?.moves ? this.#move(target, assigned) : undefined,
      ...(touched &&
        vindexes.length + Number(touched.moves) > 0 &&
        this.#change.ignore && {
          ignore: this.#environment.flavor === 'mariadb' ? ('silent' as const) : ('warning' as const),
        }),
    };
  }

  /** @throws VT12001 where a value would be seen after another table of the statement has changed it. */
  checkOrder(): void {
    const { exprs } = this.#change.kind === 'Update' ? this.#change : { exprs: [] };
    for (const { name, expr } of exprs) {
      visit(expr, (node) => {
        if (node.kind !== 'ColName' || this.#isOfSubquery(node)) return;
        const other = exprs.find((update) => update.name !== name && this.#isSame(update.name, node));
        if (other && this.#owner(other.name) !== this.#owner(name)) {
          refuse(`'${print(node)}' column referenced in update expression '${print(expr)}' is itself updated`);
        }
      });
    }
  }

  #isSame(a: ColName, b: ColName): boolean {
    return sameName(a.name, b.name) && this.#owner(a) === this.#owner(b);
  }

  /** Whether a column is of a table that a subquery has. */
  #isOfSubquery({ qualifier }: ColName): boolean {
    return qualifier !== null && !this.#from.some(({ alias }) => alias === qualifier.name);
  }

  #owner(name: ColName): FromTable {
    return tableOfColumn(name, this.#from, this.#change.tables);
  }

  #assigned(target: FromTable): readonly UpdateExpr[] {
    if (this.#change.kind === 'Delete') return [];
    return this.#change.exprs.filter(({ name }) => this.#owner(name) === target);
  }

  #old({ alias }: FromTable, names: readonly string[]): number[] {
    return this.#columns.addAll(names.map((name) => column(name, alias)));
  }

  /** A FLOAT is found by all of its digits. */
  #key({ table, alias }: FromTable, names: readonly string[]): number[] {
    return names.map((name) => this.#columns.add(column(name, alias), typeOfColumn(table, name)));
  }

  /** The value that a column gets, as the column stores it. */
  #new(target: FromTable, name: string, assigned: readonly UpdateExpr[]): number {
    const { table, alias } = target;
    const id = `${alias}.${name.toLowerCase()}`;
    const known = this.#madeAnew.get(id);
    if (known !== undefined) return known;
    const isOwn = (each: ColName): boolean => this.#isOwn(target, each);
    const value = valueAfter(name, assigned, alias, isOwn, this.#isAtOnce(target), table);
    const offset = this.#columns.add(value, typeOfColumn(table, name));
    if (isMadeAnew(value)) this.#madeAnew.set(id, offset);
    return offset;
  }

  #isAtOnce(target: FromTable): boolean {
    return this.#change.kind === 'Update' && assignsAtOnce(this.#change, target, this.#environment);
  }

  #place(target: FromTable, { vindex, columns }: ColumnVindex) {
    return { vindex: vindexUse(target.table, vindex.name, columns), offsets: this.#old(target, columns) };
  }

  #changed(target: FromTable, columnVindex: ColumnVindex, assigned: readonly UpdateExpr[]): ChangedVindex {
    const { columns } = columnVindex;
    const newOffsets =
      this.#change.kind === 'Update' ? columns.map((name) => this.#new(target, name, assigned)) : undefined;
    const key = keyNameOf(target.table, columns);
    return { ...this.#place(target, columnVindex), columns, newOffsets, ...(key !== undefined && { key }) };
  }

  #prefix(
    target: FromTable,
    assigned: readonly UpdateExpr[],
    values: { bind: string; offset: number }[],
    unqualified: <N extends Update | Delete>(node: N) => N,
    allValues: boolean,
  ): string {
    const change = this.#change;
    const tables = [
      { ...target.expr, expr: tableNameOf(target.table), as: target.alias === target.table.name ? '' : target.alias },
    ];
    const shared = {
      comments: change.comments,
      with: null,
      tables,
      where: null,
      orderBy: [],
      limit: null,
      returning: [],
    };
    const text =
      change.kind === 'Delete'
        ? print(unqualified<Delete>({ ...change, ...shared, targets: [], tables: [{ ...tables[0]!, as: '' }] }))
        : print(unqualified<Update>({ ...change, ...shared, exprs: this.#exprs(target, assigned, values, allValues) }));
    return `${text} where `;
  }

  /** Assignments that need more than the row itself take what the query has found. */
  #exprs(
    target: FromTable,
    assigned: readonly UpdateExpr[],
    values: { bind: string; offset: number }[],
    allValues: boolean,
  ): UpdateExpr[] {
    const isAtOnce = this.#isAtOnce(target);
    return assigned.map((update, i) => {
      if (update.expr.kind === 'Default') return update;
      const isSeen = !isAtOnce || !this.#reads(update.expr, assigned.slice(0, i));
      if (!allValues && isSeen && this.#isOwn(target, update.expr) && !isMadeAnew(update.expr)) return update;
      const bind = `_v${values.length}`;
      values.push({ bind, offset: this.#new(target, update.name.name, assigned) });
      return { ...update, expr: argument(bind) };
    });
  }

  #reads(expr: Expr, assigned: readonly UpdateExpr[]): boolean {
    let found = false;
    visit(expr, (node) => {
      found ||= node.kind === 'ColName' && assigned.some(({ name }) => sameName(name.name, node.name));
    });
    return found;
  }

  #isOwn(target: FromTable, expr: Expr): boolean {
    if (contains(expr, ['Subquery', 'AssignmentExpr', 'Variable'])) return false;
    let own = true;
    visit(expr, (node) => {
      if (node.kind === 'ColName' && (this.#isDerived(node) || this.#owner(node) !== target)) own = false;
    });
    return own;
  }

  /** Whether a column is of no table that is named in FROM. */
  #isDerived({ name, qualifier }: ColName): boolean {
    if (qualifier) return !this.#from.some(({ alias }) => alias === qualifier.name);
    if (this.#from.length === 1 && this.#change.tables.length === 1 && this.#change.tables[0] === this.#from[0]?.expr)
      return false;
    return !this.#from.some(({ table }) => table.columns.some((one) => sameName(one.name, name)));
  }

  #suffix(hasValues: boolean): string {
    const { kind, orderBy } = this.#change;
    if (hasValues || orderBy.length === 0 || this.#from.length > 1) return '';
    const orders = kind === 'Delete' ? orderBy.map(withoutAlias) : orderBy;
    return ` order by ${orders.map((order) => print(order)).join(', ')}`;
  }

  #move(target: FromTable, assigned: readonly UpdateExpr[]): MovedRow {
    const { table } = target;
    const [primary] = table.columnVindexes as [ColumnVindex];
    const after = (name: string) => this.#new(target, name, assigned);
    const written = table.columns.filter(({ generated }) => !generated);
    const list = written.map(({ name }) => print(column(name))).join(', ');
    const text = print(tableNameOf(table));
    return {
      newOffsets: primary.columns.map(after),
      insert: `insert into ${text}(${list}) values `,
      columns: written.map(({ name, onUpdate }) =>
        onUpdate !== undefined && !assigned.some((update) => sameName(update.name.name, name))
          ? this.#columns.add(expressionOf(onUpdate))
          : after(name),
      ),
      remove: `delete from ${text} where `,
    };
  }
}

/** The table has no alias in the statement of a row. */
function withoutAlias(order: Order): Order {
  const plain = (node: Node): Node => (node.kind === 'ColName' ? { ...node, qualifier: null } : node);
  return rewrite(order, plain, ({ kind }) => kind !== 'Subquery');
}

/** A row can be moved where all its columns are known. @throws VT12001. */
function checkMovable({ uniqueKeys, columnListAuthoritative, columnVindexes: [primary] }: Table): void {
  if (uniqueKeys && columnListAuthoritative) return;
  refuse(`you cannot UPDATE primary vindex columns; invalid update on vindex: ${primary?.vindex.name}`);
}

/** @throws VT09015 where the table's columns are not known, VT12001 where it has no primary key. */
function primaryKey(table: Table): readonly string[] {
  if (!table.uniqueKeys) throw VtError.of('VT09015');
  const key = table.uniqueKeys.find(({ name }) => name === 'PRIMARY');
  return (
    key?.columns ??
    refuse(`changing rows of table '${table.name}', which has no primary key, by what several shards say`)
  );
}
