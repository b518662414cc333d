import {
  type CreateView,
  type Expr,
  print,
  type QueryStatement,
  type Select,
  type TableExpr,
  visit,
} from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import { fold } from '../names.ts';

/** Columns of a table or view by its name; undefined when that is not known. */
export type ColumnsOf = (name: string) => readonly string[] | undefined;

/** A source of rows in a query: its alias and columns; undefined columns are not known, and nothing is checked by them. */
type Source = { readonly name: string; readonly columns: readonly string[] | undefined };

/** The names of a view's columns. Refuses one that uses columns which no table has, or which two have. */
export function viewColumns(view: CreateView, columnsOf: ColumnsOf): readonly string[] | undefined {
  const found = new Reader(view.view.name, columnsOf).query(view.select);
  return view.columns.length > 0 ? view.columns : found;
}

class Reader {
  readonly #view: string;
  readonly #columnsOf: ColumnsOf;
  readonly #ctes = new Map<string, readonly string[] | undefined>();

  constructor(view: string, columnsOf: ColumnsOf) {
    this.#view = view;
    this.#columnsOf = columnsOf;
  }

  query(select: QueryStatement): readonly string[] | undefined {
    if (select.with !== null) {
      for (const cte of select.with.ctes) {
        const columns = select.with.recursive ? undefined : this.query(cte.select);
        this.#ctes.set(fold(cte.name), cte.columns.length > 0 ? cte.columns : columns);
      }
    }
    switch (select.kind) {
      case 'Select':
        return this.#select(select);
      case 'Union': {
        const columns = this.query(select.left);
        this.query(select.right);
        return columns;
      }
      case 'ParenSelect':
        return this.query(select.select);
      case 'TableStatement':
        return this.#columnsOf(select.table.name);
      default:
        return undefined;
    }
  }

  #select(select: Select): readonly string[] | undefined {
    const sources: Source[] = [];
    let shared = false;
    for (const table of select.from) shared = this.#sources(table, sources) || shared;
    const columns: string[] = [];
    let known = true;
    for (const item of select.columns) {
      if (item.kind === 'AliasedExpr') {
        this.#check(item.expr, sources, shared);
        columns.push(item.as !== '' ? item.as : item.expr.kind === 'ColName' ? item.expr.name : print(item.expr));
      } else if (item.kind === 'StarExpr') known = this.#star(item.table?.name, sources, columns) && known;
    }
    if (select.where !== null) this.#check(select.where, sources, shared);
    return known ? columns : undefined;
  }

  #star(table: string | undefined, sources: readonly Source[], columns: string[]): boolean {
    const of = sources.filter((source) => table === undefined || fold(source.name) === fold(table));
    if (of.length === 0) refuse({ kind: 'InvalidStarExprInView', view: this.#view });
    for (const source of of) {
      if (source.columns === undefined) return false;
      columns.push(...source.columns);
    }
    return true;
  }

  /** Collects the sources of a table expression; true when joins share columns, which are then not ambiguous. */
  #sources(table: TableExpr, into: Source[]): boolean {
    switch (table.kind) {
      case 'AliasedTableExpr': {
        const { expr, as } = table;
        if (expr.kind === 'DerivedTable')
          into.push({ name: as, columns: table.columns.length > 0 ? table.columns : this.query(expr.select) });
        else if (fold(expr.name) !== 'dual' || expr.qualifier !== '')
          into.push({ name: as || expr.name, columns: this.#named(expr.name) });
        return false;
      }
      case 'JoinTableExpr': {
        const left = this.#sources(table.left, into);
        const right = this.#sources(table.right, into);
        const own = table.using.length > 0 || table.join.startsWith('natural');
        if (table.on !== null) this.#check(table.on, into, true);
        return left || right || own;
      }
      case 'ParenTableExpr':
        return table.exprs.map((each) => this.#sources(each, into)).some(Boolean);
      default:
        into.push({ name: table.as, columns: undefined });
        return false;
    }
  }

  #named(name: string): readonly string[] | undefined {
    return this.#ctes.has(fold(name)) ? this.#ctes.get(fold(name)) : this.#columnsOf(name);
  }

  /** Subqueries are not looked into: their columns may be of the query around them. */
  #check(expr: Expr, sources: readonly Source[], shared: boolean): void {
    if (sources.some((source) => source.columns === undefined)) return;
    visit(expr, (node) => {
      if (node.kind === 'Subquery') return false;
      if (node.kind === 'ColName') this.#column(node.name, node.qualifier?.name, sources, shared);
      return true;
    });
  }

  #column(column: string, table: string | undefined, sources: readonly Source[], shared: boolean): void {
    const has = sources.filter(
      (source) =>
        (table === undefined || fold(source.name) === fold(table)) &&
        source.columns!.some((each) => fold(each) === fold(column)),
    );
    if (has.length === 1 || (has.length > 1 && (shared || table !== undefined))) return;
    refuse({ kind: 'InvalidColumnReferencedInView', view: this.#view, column, ambiguous: has.length > 1 });
  }
}
