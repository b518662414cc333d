import { VtError } from '@vt/base';
import type { InsertSource, InsertVindex, Plan, PlanNode, PlanValue, SearchedRows } from '@vt/plan';
import {
  type AliasedTableExpr,
  type Expr,
  type Insert,
  type Node,
  print,
  rewrite,
  type Select,
  type UpdateExpr,
  type ValTuple,
  type Values,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { ColumnVindex, Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { isMadeAnew } from '../../semantics/read-again.ts';
import { vindexUse } from '../../semantics/routing.ts';
import { tableUses } from '../../semantics/scope.ts';
import { unqualify } from '../../semantics/unqualify.ts';
import { finish, shardTarget } from '../../statements/common.ts';
import { directive } from '../../statements/directives.ts';
import { asStored } from '../as-stored.ts';
import { checkForeignKeys } from '../foreign-keys.ts';
import {
  column,
  contains,
  keyNameOf,
  namesInsertId,
  sameName,
  selectValues,
  sourceOf,
  tableNameOf,
  writtenTable,
} from '../names.ts';
import { readInput } from '../read-input.ts';
import type { Targeted } from '../targeted.ts';
import { isImplied, madeDefaults, RowReader } from './cells.ts';
import { changesVindexes } from './check-upsert.ts';
import { checkNotReadByValues } from './check-values.ts';
import { allColumns, givenColumns, isFilled, offsetOf } from './columns.ts';
import { keysOf, needsReplacing, replacedRows } from './replaced.ts';
import { areKeysKnown, columnsOfNextKey, searchedKeys, searchedRows } from './searched.ts';
import { type SourceValues, sourceValueBind, sourceValues } from './source-values.ts';
import { checkUpsertSubqueries, pullOutOfUpsert, withUpsertValues } from './upsert-subqueries.ts';

/** Stands where the rows go while the rest of the statement is printed. */
const MARK = '__vt_rows__';
/** Names of the row that is a duplicate, none of which is a column's. */
const ROW_ALIAS = '__vt_row';
const aliasOf = (i: number): string => `__vt_c${i}`;
const VARIABLES = ['AssignmentExpr', 'Variable'] as const;
const falseValue: Expr = { kind: 'Literal', type: 'Int', value: '0' };

function tableExpr(expr: AliasedTableExpr['expr'], as: string): AliasedTableExpr {
  return { kind: 'AliasedTableExpr', expr, as, partitions: [], columns: [], hints: [], systemTime: null };
}

/** INSERT and REPLACE. */
export function planInsert({ statement, environment }: Targeted<Insert>): Plan {
  const target = shardTarget(environment);
  if (target?.destination.kind === 'ExactKeyRange') throw VtError.of('VT03023', environment.keyspace);
  const name = statement.table.expr;
  if (name.kind !== 'TableName') return refuse('INSERT into a query');
  const written = writtenTable(name, environment);
  const table = target ? written : sourceOf(written, environment);
  const uses = tableUses(statement, environment);
  const insert = unqualify(renamed(statement, table), uses, environment.vschema);
  const done = (root: PlanNode) => finish(print(insert), insert.action === 'insert' ? 'INSERT' : 'REPLACE', root, uses);
  if (target) return done({ kind: 'Send', ...target, query: print(insert), write: true, ddl: false });
  const isLocal =
    !table.sharded &&
    uses.every((use) => use.table === undefined || use.table.keyspace === table.keyspace || use.table === written);
  if (isLocal && !needsSequence(insert, table)) {
    const destination = { kind: 'OnlyShard' } as const;
    return done({ kind: 'Send', keyspace: table.keyspace, destination, query: print(insert), write: true, ddl: false });
  }
  const staysPut = checkForeignKeys(table, statement, environment);
  const pulled = pullOutOfUpsert(statement, table, environment);
  const values = sourceValues(pulled.insert, table, givenColumns(insert, table), environment);
  checkUpsertSubqueries(values.insert, table, environment);
  const sent =
    values.insert !== statement ? unqualify(renamed(values.insert, table), uses, environment.vschema) : insert;
  // What the client did not write as VALUES(…) mysqld must not warn of.
  const aliases = environment.flavor !== 'mariadb' && !insert.onDup.some((one) => contains(one, ['ValuesFuncExpr']));
  const root = new InsertPlanner(values, sent, table, environment, { aliases, staysPut }).plan();
  return done(withUpsertValues(pulled.values, root, environment));
}

function renamed(insert: Insert, table: Table): Insert {
  return { ...insert, table: { ...insert.table, expr: tableNameOf(table) } };
}

function needsSequence(insert: Insert, table: Table): boolean {
  return table.autoIncrement !== undefined && insert.rows.kind !== undefined;
}

/** `required`: a column that must have a value and is given none. */
type Source = { readonly source: InsertSource; readonly required: string | undefined };

class InsertPlanner {
  readonly #original: Insert;
  readonly #insert: Insert;
  readonly #table: Table;
  readonly #environment: PlannerEnvironment;
  readonly #given: readonly string[];
  readonly #columns: readonly string[];
  /** How many of the columns are written; the others are not given, and have what a mysqld makes up for them. */
  readonly #sent: number;
  readonly #vindexes: readonly ColumnVindex[];
  readonly #replaces: boolean;
  /** Whether ON DUPLICATE KEY UPDATE changes what vindexes say of a row. */
  readonly #changes: boolean;
  /** Whether the gate looks for the row that a new one is a duplicate of. */
  readonly #searches: boolean;
  readonly #extras: readonly number[];
  /** Whether a row's values have names of their own instead of VALUES(…). */
  readonly #aliases: boolean;
  /** Whether a row that is found on another shard than the new one's may not move there. */
  readonly #staysPut: boolean;

  /** @param original with the names that its query's tables have for the planner. */
  constructor(
    { insert: original, targets }: SourceValues,
    insert: Insert,
    table: Table,
    environment: PlannerEnvironment,
    { aliases, staysPut }: { readonly aliases: boolean; readonly staysPut: boolean },
  ) {
    this.#aliases = aliases;
    this.#staysPut = staysPut;
    this.#original = original;
    this.#extras = targets;
    this.#insert = insert;
    this.#table = table;
    this.#environment = environment;
    this.#vindexes = table.sharded && !table.pinned ? table.columnVindexes : [];
    this.#given = givenColumns(insert, table);
    this.#replaces =
      insert.action === 'replace' &&
      table.sharded &&
      !table.pinned &&
      table.type !== 'reference' &&
      needsReplacing(table);
    this.#changes = this.#vindexes.length > 0 && changesVindexes(insert, table);
    const owns = this.#vindexes.some(({ owned }) => owned);
    this.#searches = this.#changes || ((insert.onDup.length > 0 || insert.ignore) && owns && areKeysKnown(table));
    const others = [...this.#needed(), ...this.#made()];
    const isMadeUp = (name: string) =>
      isImplied(name, table) && !this.#filledNames().some((one) => sameName(one, name));
    const written = allColumns(
      this.#given,
      others.filter((name) => !isMadeUp(name)),
    );
    this.#sent = written.length;
    this.#columns = allColumns(written, others);
  }

  plan(): PlanNode {
    const table = this.#table;
    const insert = this.#insert;
    if (insert.returning.some((one) => contains(one, ['Subquery'])))
      refuse('a subquery in RETURNING in a sharded keyspace');
    if (table.sharded && table.type === 'table' && !table.pinned && this.#vindexes.length === 0) {
      throw VtError.of('VT09001', table.name);
    }
    if (contains(insert, ['AssignmentExpr']) && insert.onDup.some((update) => contains(update, VARIABLES)))
      refuse('user variables in ON DUPLICATE KEY UPDATE beside an assignment of some');
    if (this.#isCopied && insert.onDup.some(isMadeAnew))
      refuse('ON DUPLICATE KEY UPDATE with a value that each copy of the table would make of its own');
    checkNotReadByValues(this.#original, table, this.#environment);
    const [prefix = '', suffix = ''] = print(this.#marked()).split(`(${MARK})`);
    const offset = (name: string) => offsetOf(this.#columns, name);
    const { autoIncrement } = table;
    const { source, required } = this.#source();
    return {
      kind: 'Insert',
      action: insert.action,
      keyspace: table.keyspace,
      sharded: table.sharded,
      table: table.name,
      columns: this.#columns,
      ...(this.#sent < this.#columns.length && { sent: this.#sent }),
      ...(required !== undefined && this.#isFoundOutLate && { required }),
      prefix,
      suffix,
      ...(insert.rows.kind !== 'Values' && { ofNone: print(this.#ofNone()) }),
      source,
      vindexes: this.#vindexes.map((columnVindex) => this.#use(columnVindex)),
      everywhere: this.#isCopied,
      pinned: table.pinned,
      ...this.#counted(),
      sequence: autoIncrement && { ...autoIncrement.sequence, offset: offset(autoIncrement.column) },
      ignore: insert.ignore,
      upsert: insert.onDup.length > 0,
      ...(this.#namesId() && { namesId: true }),
      replaced: this.#replaces ? replacedRows(table, offset) : undefined,
      ...(this.#searches && {
        searched: this.#searched(offset),
      }),
      multiShardAutocommit: directive(insert.comments, 'MULTI_SHARD_AUTOCOMMIT') === '1',
      ...(insert.returning.length > 0 && { emptyQuery: print(this.#empty()) }),
    };
  }

  /** Whether more is done for a row before its shard has seen it. */
  get #isFoundOutLate(): boolean {
    return this.#vindexes.length > 1 || this.#replaces || this.#searches;
  }

  /** The columns that rows are written with. */
  get #written(): readonly string[] {
    return this.#columns.slice(0, this.#sent);
  }

  #searched(offset: (column: string) => number): SearchedRows {
    const found = searchedRows(this.#insert, this.#table, this.#given, offset, this.#changes, this.#environment);
    return found.changed && this.#staysPut ? { ...found, changed: { ...found.changed, staysPut: true } } : found;
  }

  /** As RETURNING of nothing. */
  #empty(): Select {
    const { returning, table } = this.#insert;
    return { ...selectValues([]), columns: returning, from: [table], where: falseValue };
  }

  #counted(): { readonly counted?: number } {
    const { autoIncrement, columns } = this.#table;
    const name = autoIncrement ? undefined : columns.find((one) => one.autoIncrement)?.name;
    const at = name === undefined ? -1 : this.#columns.findIndex((one) => sameName(one, name));
    return at < 0 ? {} : { counted: at };
  }

  #needed(): string[] {
    const { autoIncrement } = this.#table;
    return [
      ...(autoIncrement ? [autoIncrement.column] : []),
      ...this.#vindexes.flatMap(({ columns }) => columns),
      ...(this.#replaces ? keysOf(this.#table).flatMap(({ columns }) => columns) : []),
      ...(this.#searches ? searchedKeys(this.#table, this.#given).flatMap(({ columns }) => columns) : []),
      ...(this.#changes ? columnsOfNextKey(this.#insert, this.#table) : []),
    ];
  }

  /** Columns of a table that each shard has a copy of, whose defaults would be others on each of them. */
  #made(): string[] {
    return this.#isCopied && this.#insert.rows.kind === 'Values' ? madeDefaults(this.#table) : [];
  }

  get #isCopied(): boolean {
    return this.#table.sharded && this.#table.type === 'reference';
  }

  #marked(): Insert {
    const mark: Expr = { kind: 'ColName', name: MARK, qualifier: null };
    const rows: Values = { kind: 'Values', rowKeyword: false, rows: [{ kind: 'ValTuple', exprs: [mark] }] };
    const marked = { ...this.#insert, columns: this.#written, rows };
    if (!this.#aliases || !marked.onDup.some((one) => contains(one, ['ValuesFuncExpr']))) return marked;
    const named = (one: Node): Node =>
      one.kind === 'ValuesFuncExpr' ? column(aliasOf(offsetOf(this.#columns, one.column.name)), ROW_ALIAS) : one;
    return {
      ...marked,
      rowAlias: { kind: 'RowAlias', name: ROW_ALIAS, columns: this.#written.map((_, i) => aliasOf(i)) },
      onDup: marked.onDup.map((update) => rewrite(update, named) as UpdateExpr),
    };
  }

  /** With a query that gives no rows of as many columns. */
  #ofNone(): Insert {
    const marked = this.#marked();
    const as = marked.rowAlias ? aliasOf : () => '';
    const nulls = this.#written.map(
      (_, i) => ({ kind: 'AliasedExpr', expr: { kind: 'NullVal' }, as: as(i), text: '' }) as const,
    );
    const none: Select = { ...selectValues(nulls), limit: { kind: 'Limit', offset: null, rowCount: falseValue } };
    if (!marked.rowAlias) return { ...marked, rows: none };
    // Only VALUES lists have names for their rows.
    const rows = tableExpr({ kind: 'DerivedTable', lateral: false, select: none }, marked.rowAlias.name);
    return { ...marked, rowAlias: null, rows: { ...selectValues([{ kind: 'StarExpr', table: null }]), from: [rows] } };
  }

  #use({ columns, vindex, owned }: ColumnVindex): InsertVindex {
    const offsets = columns.map((name) => offsetOf(this.#columns, name));
    const filled = columns.map((name) => isFilled(this.#table.columns.find((one) => sameName(one.name, name))));
    const key = keyNameOf(this.#table, columns);
    return { vindex: vindexUse(this.#table, vindex.name, columns), columns, offsets, filled, owned, key };
  }

  #source(): Source {
    const { rows } = this.#original;
    const required = this.#columns[this.#sent];
    return rows.kind === 'Values' ? this.#valuesSource(rows.rows) : { source: this.#querySource(rows), required };
  }

  #valuesSource(rows: readonly ValTuple[]): Source {
    for (const { exprs } of rows) if (exprs.length !== this.#given.length) throw VtError.of('VT03006');
    const known = new Set(this.#needed().map((name) => offsetOf(this.#columns, name)));
    const reader = new RowReader({
      table: this.#table,
      columns: this.#columns,
      known,
      filled: this.#filled(),
      ...(this.#isCopied && { copied: new Set(this.#made().map((name) => offsetOf(this.#columns, name))) }),
      sent: this.#sent,
    });
    const read = rows.map((row) => reader.read(row));
    const computed =
      reader.computed.length > 0 ? readInput(selectValues(reader.computed), this.#environment) : undefined;
    return { source: { kind: 'Values', rows: read, computed }, required: reader.required ?? this.#columns[this.#sent] };
  }

  /** The sequence's column, and those that a vindex can compute from a row's place. */
  #filled(): Set<number> {
    return new Set(this.#filledNames().map((name) => offsetOf(this.#columns, name)));
  }

  #filledNames(): string[] {
    const names = this.#vindexes
      .slice(1)
      .filter(({ vindex, owned }) => !owned && vindex.kind === 'single' && vindex.reverseMap !== undefined)
      .flatMap(({ columns }) => columns);
    const { autoIncrement } = this.#table;
    if (autoIncrement) names.push(autoIncrement.column);
    return names;
  }

  /** As `#filled`, by places among these columns. */
  #filledAmong(columns: readonly string[]): Set<number> {
    const filled = this.#filled();
    return new Set(columns.flatMap((name, i) => (filled.has(offsetOf(this.#columns, name)) ? [i] : [])));
  }

  /** @throws VT12001 where the last call is not of the last row, and another shard may have that. */
  #namesId(): boolean {
    const { onDup, rows } = this.#insert;
    if (rows.kind === 'Values' && rows.rows.some(namesInsertId)) {
      if (!rows.rows.every(namesInsertId)) refuse('LAST_INSERT_ID(expr) in some rows of an INSERT over shards');
      return true;
    }
    return onDup.some(namesInsertId);
  }

  #querySource(query: Exclude<Insert['rows'], Values>): InsertSource {
    const whole = this.#whole(query);
    if (this.#columns.length > this.#given.length) return this.#wideQuery(whole);
    return this.#query(whole, []);
  }

  #query(query: Exclude<Insert['rows'], Values>, added: readonly PlanValue[]): InsertSource {
    const extras = this.#extras.map((_, i) => sourceValueBind(i));
    return { kind: 'Query', input: readInput(query, this.#environment), added, extras };
  }

  #whole(query: Exclude<Insert['rows'], Values>): Exclude<Insert['rows'], Values> {
    const { columns } = this.#table;
    const targets = this.#given.map((name) => columns.find((one) => sameName(one.name, name))?.type ?? Type.NULL_TYPE);
    return asStored(query, [...targets, ...this.#extras], this.#environment);
  }

  /** Columns that the query does not give are its rows' defaults. */
  #wideQuery(query: Exclude<Insert['rows'], Values>): InsertSource {
    const missing = this.#columns.slice(this.#given.length);
    const defaults = new RowReader({
      table: this.#table,
      columns: missing,
      known: new Set(missing.keys()),
      filled: this.#filledAmong(missing),
      sent: 0,
    }).read({ kind: 'ValTuple', exprs: [] });
    const added = defaults.cells.map(({ value }) =>
      value.kind === 'Computed' ? refuse('INSERT … SELECT that leaves a column to an expression') : value,
    );
    return this.#query(query, added);
  }
}
