import {
  type AliasedTableExpr,
  type ColName,
  type CommonTableExpr,
  type Node,
  type QueryStatement,
  type Select,
  type TableExpr,
  type TableName,
  visit,
} from '@vt/sqlparser';
import type { PlannerEnvironment } from '../../environment.ts';
import { resolve } from '../../semantics/scope.ts';

/** What the tables of one FROM are called, and which columns they have: undefined where that is not known of one. */
type Scope = { readonly aliases: ReadonlySet<string>; readonly columns: ReadonlySet<string> | undefined };

/** Whether a query names a column that is none of its own tables'. `change`: whose CTEs it may have. */
export function isCorrelated(query: QueryStatement, change: Node, environment: PlannerEnvironment): boolean {
  const names = new OuterNames(change, environment);
  names.lookIn(query, []);
  return names.found;
}

class OuterNames {
  found = false;
  readonly #environment: PlannerEnvironment;
  readonly #ctes = new Map<string, CommonTableExpr>();

  constructor(change: Node, environment: PlannerEnvironment) {
    this.#environment = environment;
    visit(change, (node) => {
      if (node.kind === 'CommonTableExpr') this.#ctes.set(node.name.toLowerCase(), node);
    });
  }

  /** @param around what is around the query, from the innermost: without that which is around what was given. */
  lookIn(query: QueryStatement, around: readonly Scope[]): void {
    for (const { select } of query.kind === 'TableStatement' ? [] : (query.with?.ctes ?? []))
      this.lookIn(select, around);
    switch (query.kind) {
      case 'Select':
        return this.#select(query, around);
      case 'Union':
        this.lookIn(query.left, around);
        return this.lookIn(query.right, around);
      case 'ParenSelect':
        return this.lookIn(query.select, around);
      case 'ValuesStatement':
        return this.#names(query, around);
      case 'TableStatement':
    }
  }

  #select(select: Select, around: readonly Scope[]): void {
    const { from, columns, where, groupBy, having, windows, orderBy } = select;
    const own = this.#scopeOf(from);
    const inside = [own, ...around];
    for (const table of from) this.#table(table, inside, around);
    for (const part of [...columns, where, ...windows]) if (part) this.#names(part, inside);
    const shown: Scope = { aliases: new Set(), columns: namesOf(select) };
    for (const part of [groupBy, having, ...orderBy]) if (part) this.#names(part, [shown, ...inside]);
  }

  #table(table: TableExpr, inside: readonly Scope[], around: readonly Scope[]): void {
    switch (table.kind) {
      case 'AliasedTableExpr':
        if (table.expr.kind === 'DerivedTable') this.lookIn(table.expr.select, table.expr.lateral ? inside : around);
        return;
      case 'JoinTableExpr':
        this.#table(table.left, inside, around);
        this.#table(table.right, inside, around);
        if (table.on) this.#names(table.on, inside);
        return;
      case 'ParenTableExpr':
        for (const one of table.exprs) this.#table(one, inside, around);
        return;
      case 'JsonTableExpr':
        return this.#names(table.expr, inside);
    }
  }

  #names(part: Node, scopes: readonly Scope[]): void {
    visit(part, (node) => {
      if (node.kind === 'Subquery') {
        this.lookIn(node.select, scopes);
        return false;
      }
      if (node.kind === 'ColName') this.found ||= !isKnown(node, scopes);
      return !this.found;
    });
  }

  #scopeOf(from: readonly TableExpr[]): Scope {
    const aliases = new Set<string>();
    const columns = new Set<string>();
    let isKnown = true;
    for (const table of from)
      visit(table, (node) => {
        if (node.kind === 'JsonTableExpr') aliases.add(node.as);
        if (node.kind === 'JtOrdinal' || node.kind === 'JtPath') columns.add(node.name.toLowerCase());
        if (node.kind !== 'AliasedTableExpr') return node.kind !== 'Subquery' && node.kind !== 'DerivedTable';
        aliases.add(node.as || (node.expr.kind === 'TableName' ? node.expr.name : ''));
        const own = this.#columnsOf(node);
        for (const name of own ?? []) columns.add(name);
        isKnown &&= own !== undefined;
        return false;
      });
    return { aliases, columns: isKnown ? columns : undefined };
  }

  #columnsOf({ expr, columns }: AliasedTableExpr): ReadonlySet<string> | undefined {
    if (columns.length > 0) return lower(columns);
    return expr.kind === 'DerivedTable' ? namesOf(expr.select) : this.#columnsOfTable(expr);
  }

  #columnsOfTable(name: TableName): ReadonlySet<string> | undefined {
    const cte = name.qualifier === '' ? this.#ctes.get(name.name.toLowerCase()) : undefined;
    if (cte) return cte.columns.length > 0 ? lower(cte.columns) : namesOf(cte.select);
    if (name.name.toLowerCase() === 'dual') return new Set();
    const table = resolve(name, this.#environment);
    return table?.columnListAuthoritative ? lower(table.columns.map((column) => column.name)) : undefined;
  }
}

function isKnown({ name, qualifier }: ColName, scopes: readonly Scope[]): boolean {
  return scopes.some(({ aliases, columns }) =>
    qualifier ? aliases.has(qualifier.name) : !columns || columns.has(name.toLowerCase()),
  );
}

/** What a query's columns are called; undefined where a `*` is among them. */
function namesOf(query: QueryStatement): ReadonlySet<string> | undefined {
  if (query.kind === 'Union') return namesOf(query.left);
  if (query.kind === 'ParenSelect') return namesOf(query.select);
  if (query.kind !== 'Select') return undefined;
  const names = new Set<string>();
  for (const column of query.columns) {
    if (column.kind !== 'AliasedExpr') return undefined;
    names.add((column.as || (column.expr.kind === 'ColName' ? column.expr.name : column.text)).toLowerCase());
  }
  return names;
}

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));
