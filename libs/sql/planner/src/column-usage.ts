import type { ColName, ComparisonExpr, Expr, Node, QueryStatement, Statement } from '@vt/sqlparser';
import { print, visit } from '@vt/sqlparser';
import type { PlannerEnvironment } from './environment.ts';
import { refuse } from './refuse.ts';
import { Binder } from './semantics/bind/binder.ts';
import { bindQuery } from './semantics/bind/query.ts';
import { conjuncts } from './semantics/predicates.ts';
import { selectRows } from './writes/change/select-rows.ts';
import { tableNameOf } from './writes/names.ts';

/** How a statement uses its tables' columns, to choose vindexes by: `table.column`, and behind it the operator where it is compared. Sorted. */
export type ColumnUsage = {
  readonly statementType: string;
  readonly groupingColumns?: readonly string[];
  readonly filterColumns?: readonly string[];
  readonly selectColumns?: readonly string[];
  /** `table.column operator table.column`, of two tables. */
  readonly joinPredicates?: readonly string[];
};

/** @throws VtError for tables and columns that do not exist, VT12001 for what is no read or write of rows. */
export function columnUsage(statement: Statement, environment: PlannerEnvironment): ColumnUsage {
  const query = readOf(statement);
  const binder = new Binder(environment, { bindQuery });
  const usage = new Usage(binder);
  if (query) usage.add(bindQuery(query, undefined, new Map(), binder).query);
  return { statementType: typeOf(statement), ...usage.lists() };
}

function typeOf({ kind }: Statement): string {
  return kind === 'Insert' || kind === 'Update' || kind === 'Delete' ? kind.toUpperCase() : 'SELECT';
}

function readOf(statement: Statement): QueryStatement | undefined {
  switch (statement.kind) {
    case 'Select':
    case 'Union':
    case 'ParenSelect':
    case 'TableStatement':
    case 'ValuesStatement':
      return statement;
    case 'Insert':
      return statement.rows.kind === 'Values' ? undefined : statement.rows;
    case 'Update':
    case 'Delete':
      return selectRows(statement, [], false);
    default:
      return refuse(`VEXPLAIN KEYS of a ${statement.kind} statement`);
  }
}

/** As they are written in JSON without escapes. */
const operators: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '<=': 'le', '>=': 'ge' };
/** The same comparison, read from its right side. */
const turned: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

const symmetric: ReadonlySet<string> = new Set(['=', '!=', '<=>']);

class Usage {
  readonly #binder: Binder;
  readonly #grouping = new Set<string>();
  readonly #joins = new Set<string>();
  readonly #filters = new Set<string>();
  readonly #selected = new Set<string>();

  constructor(binder: Binder) {
    this.#binder = binder;
  }

  lists(): Omit<ColumnUsage, 'statementType'> {
    const all = {
      groupingColumns: [...this.#grouping].sort(),
      filterColumns: [...this.#filters].sort(),
      selectColumns: [...this.#selected].sort(),
      joinPredicates: [...this.#joins].sort(),
    };
    return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0));
  }

  add(query: QueryStatement): void {
    visit(query, (node) => {
      if (node.kind === 'Select') {
        for (const column of node.columns) this.#columns(column, this.#selected);
        for (const expr of node.groupBy?.exprs ?? []) this.#columns(expr, this.#grouping);
        this.#predicates(node.where);
        this.#predicates(node.having);
      }
      if (node.kind === 'JoinTableExpr') {
        this.#predicates(node.on);
        for (const expr of this.#binder.using.get(node) ?? []) this.#predicates(expr);
      }
      return undefined;
    });
  }

  #columns(node: Node, list: Set<string>): void {
    visit(node, (child) => {
      if (child.kind === 'ColName') this.#note(child, list);
      return child.kind !== 'Subquery';
    });
  }

  #predicates(expr: Expr | null): void {
    for (const term of conjuncts(expr)) {
      if (term.kind === 'ComparisonExpr') this.#comparison(term);
      if (term.kind !== 'BetweenExpr' || term.negated || term.expr.kind !== 'ColName') continue;
      this.#note(term.expr, this.#filters, '>=');
      this.#note(term.expr, this.#filters, '<=');
    }
  }

  #comparison({ left, right, operator }: ComparisonExpr): void {
    const [one, other] = [left, right].map((side) => (side.kind === 'ColName' ? side : undefined));
    if (one && other && one.qualifier?.name !== other.qualifier?.name) return this.#join(one, other, operator);
    if (one) this.#note(one, this.#filters, operator);
    if (other) this.#note(other, this.#filters, turned[operator] ?? operator);
  }

  /** The two in the order of their names, however the statement has them. */
  #join(left: ColName, right: ColName, operator: string): void {
    const [one, other] = [this.#columnOf(left), this.#columnOf(right)];
    if (one === undefined || other === undefined) return;
    const isTurned = one > other && (operator in turned || symmetric.has(operator));
    const use = isTurned ? (turned[operator] ?? operator) : operator;
    const [first, second] = isTurned ? [other, one] : [one, other];
    this.#joins.add(`${first} ${operators[use] ?? use} ${second}`);
  }

  #note(name: ColName, list: Set<string>, operator?: string): void {
    const column = this.#columnOf(name);
    if (column === undefined) return;
    list.add(operator === undefined ? column : `${column} ${operators[operator] ?? operator}`);
  }

  /** Undefined for a column of no table. */
  #columnOf({ name, qualifier }: ColName): string | undefined {
    const source = qualifier && this.#binder.sources.get(qualifier.name);
    if (source?.kind !== 'table') return undefined;
    return print({ kind: 'ColName', name, qualifier: tableNameOf(source.table) });
  }
}
