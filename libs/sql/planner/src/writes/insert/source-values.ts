import { VtError } from '@vt/base';
import {
  type ColName,
  type Expr,
  type Insert,
  type Node,
  rewrite,
  type Select,
  type Subquery,
  type UpdateExpr,
  visit,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { ambiguousError, Binder } from '../../semantics/bind/binder.ts';
import { bindQuery } from '../../semantics/bind/query.ts';
import { type ExprType, typeOf, unknownType } from '../../semantics/bind/types.ts';
import { contains, exprKey, isAggregate } from '../../semantics/expressions.ts';
import { checkMovable, NOTHING_ELSE } from '../../semantics/movable.ts';
import { isCorrelated as isOfRows } from '../change/correlated.ts';
import { argument, column, replaceColumns, sameName } from '../names.ts';
import { checkNoAggregates } from '../no-aggregates.ts';
import { hasOwnKey } from './own-key.ts';

/** What ON DUPLICATE KEY UPDATE takes of the query's tables. */
export type SourceValues = {
  /** Its query gives these values behind the row's own, and the updates have them as `:_x0`, `:_x1`, … */
  readonly insert: Insert;
  /** For each of the values: the type of the column that gets it as it is; NULL_TYPE: an expression has it. */
  readonly targets: readonly number[];
};

export const sourceValueBind = (i: number): string => `_x${i}`;

/**
 * INSERT … SELECT … ON DUPLICATE KEY UPDATE may have columns of the query's FROM, where no groups are made of its rows. The shard that gets a row does
 * not have them, so that they travel with it.
 * @param given the columns that the query's are written to. @throws 1052 for a name that both tables have, 1111 for an aggregate.
 */
export function sourceValues(insert: Insert, table: Table, given: readonly string[], environment: PlannerEnvironment) {
  const none: SourceValues = { insert, targets: [] };
  const { rows } = insert;
  if (insert.onDup.length === 0 || rows.kind !== 'Select') return none;
  checkNoAggregates(insert.onDup.map(({ expr }) => expr));
  if (rows.groupBy || rows.columns.some((item) => contains(item, isAggregate))) return none;
  return new SourceColumns(insert, rows, table, given, environment).taken();
}

const call =
  (name: string) =>
  (value: Expr): Expr => ({ kind: 'FuncExpr', qualifier: '', name, args: [value] });

/** What makes of a value's text the value again, where the text is of another type. */
const FORMS: ReadonlyMap<number, (value: Expr) => Expr> = new Map<number, (value: Expr) => Expr>([
  [Type.DATE, call('date')],
  [Type.DATETIME, call('timestamp')],
  [Type.TIMESTAMP, call('timestamp')],
  [Type.TIME, call('time')],
  // A decimal, with which MySQL computes otherwise.
  [
    Type.FLOAT64,
    (left) => ({ kind: 'BinaryExpr', operator: '+', left, right: { kind: 'Literal', type: 'Float', value: '0e0' } }),
  ],
]);
const UNSIGNED: readonly number[] = [Type.UINT8, Type.UINT16, Type.UINT24, Type.UINT32, Type.UINT64, Type.YEAR];
const asUnsigned = (expr: Expr): Expr => ({
  kind: 'CastExpr',
  expr,
  type: { kind: 'ConvertType', name: 'unsigned', length: '', scale: '', charset: '' },
  array: false,
  timeZone: '',
});
const TIMES: readonly number[] = [Type.DATE, Type.DATETIME, Type.TIMESTAMP, Type.TIME];

const SOURCE = 'source';
const TARGET = 'target';

class SourceColumns {
  readonly #insert: Insert;
  readonly #query: Select;
  readonly #table: Table;
  readonly #given: readonly string[];
  readonly #environment: PlannerEnvironment;
  readonly #targets: number[] = [];
  readonly #added: Expr[] = [];
  /** By key of its name: what is known of a column of the query's tables. */
  readonly #types = new Map<string, ExprType>();

  constructor(insert: Insert, query: Select, table: Table, given: readonly string[], environment: PlannerEnvironment) {
    this.#insert = insert;
    this.#query = query;
    this.#table = table;
    this.#given = given;
    this.#environment = environment;
  }

  taken(): SourceValues {
    const onDup = this.#insert.onDup.map((update) => this.#update(update));
    const items = this.#added.map(
      (expr, i) => ({ kind: 'AliasedExpr', expr, as: sourceValueBind(i), text: '' }) as const,
    );
    const query = { ...this.#query, columns: [...this.#query.columns, ...items] };
    return { insert: { ...this.#insert, onDup, rows: items.length > 0 ? query : this.#query }, targets: this.#targets };
  }

  #update(update: UpdateExpr): UpdateExpr {
    const { name, expr } = update;
    if (this.#isSourceQuery(expr))
      return { ...update, expr: this.#add(expr, this.#columnOf(name)?.type ?? Type.NULL_TYPE) };
    const counted = rewrite(expr, (node) =>
      node.kind === 'Subquery' && isCount(node) && this.#isSourceQuery(node) ? this.#add(node, Type.NULL_TYPE) : node,
    ) as Expr;
    if (counted !== expr) return this.#update({ ...update, expr: counted });
    const sources = this.#sourceNames(expr);
    if (sources.size === 0) return update;
    if (expr.kind === 'ColName') return { ...update, expr: this.#direct(name, expr) };
    if (!this.#mayMove(expr, sources) && isOfTexts(expr, sources)) return { ...update, expr: this.#addWhole(update) };
    return {
      ...update,
      expr: replaceColumns(expr, (one) => (sources.has(one) ? this.#addComputed(one) : undefined)),
    };
  }

  /** `v = t.v` of a query that gives `t.v` for `v` is what the row has there. */
  #direct(name: ColName, expr: ColName): Expr {
    const at = this.#given.findIndex((one) => sameName(one, name.name));
    const { columns } = this.#query;
    const item = columns.slice(0, at + 1).some(({ kind }) => kind === 'StarExpr') ? undefined : columns[at];
    if (item?.kind === 'AliasedExpr' && exprKey(item.expr) === exprKey(expr))
      return { kind: 'ValuesFuncExpr', column: column(name.name) };
    return this.#add(expr, this.#columnOf(name)?.type ?? Type.NULL_TYPE);
  }

  /** The value of a column for an expression, of the column's type. */
  #addComputed(expr: ColName): Expr {
    const value = this.#add(expr, Type.NULL_TYPE);
    const type = this.#types.get(exprKey(expr))?.type ?? Type.NULL_TYPE;
    const form = UNSIGNED.includes(type) ? asUnsigned : FORMS.get(type);
    return form ? form(value) : value;
  }

  #add(expr: Expr, target: number): Expr {
    const isListed = this.#query.columns.some(
      (item) => item.kind === 'AliasedExpr' && exprKey(item.expr) === exprKey(expr),
    );
    if (this.#query.options.includes('distinct') && !isListed && !hasOwnKey(this.#query, this.#environment))
      refuse('ON DUPLICATE KEY UPDATE with a column that is not among the distinct ones');
    this.#targets.push(target);
    return argument(sourceValueBind(this.#added.push(expr) - 1));
  }

  /** A subquery of the query's rows is computed with them. What it calls without a table must be no column of the written one. */
  #isSourceQuery(expr: Node): expr is Subquery {
    if (expr.kind !== 'Subquery' || !isOfRows(expr.select, this.#insert, this.#environment)) return false;
    let mayBeTarget = false;
    visit(expr, (node) => {
      if (node.kind !== 'ColName') return;
      const isTargets = node.qualifier && sameName(node.qualifier.name, this.#insert.table.as || this.#table.name);
      mayBeTarget ||= isTargets === true && !this.#sourceType(node);
      mayBeTarget ||= !node.qualifier && this.#isTarget(node) && this.#sourceType(node) !== undefined;
    });
    return !mayBeTarget && this.#sourceType(expr) !== undefined;
  }

  /** The names of an expression that mean columns of the query's tables. */
  #sourceNames(expr: Expr): Set<ColName> {
    const found = new Set<ColName>();
    visit(expr, (node) => {
      if (node.kind === 'ColName' && this.#isSource(node)) found.add(node);
      return node.kind !== 'ValuesFuncExpr' && node.kind !== 'Subquery';
    });
    return found;
  }

  #isSource(name: ColName): boolean {
    const isTarget = this.#isTarget(name);
    // Of a table whose columns are not known any name may be one.
    if (isTarget && !this.#table.columnListAuthoritative) return false;
    const type = this.#sourceType(name);
    if (type && isTarget) throw ambiguousError(exprKey(name), 'field list');
    if (type) this.#types.set(exprKey(name), type);
    return type !== undefined;
  }

  #isTarget({ name, qualifier }: ColName): boolean {
    if (qualifier && !sameName(qualifier.name, this.#insert.table.as || this.#table.name)) return false;
    return !this.#table.columnListAuthoritative || this.#columnOf({ name }) !== undefined;
  }

  #columnOf({ name }: { readonly name: string }) {
    return this.#table.columns.find((one) => sameName(one.name, name));
  }

  /** Undefined: the query's tables have no such column. */
  #sourceType(name: ColName | Subquery): ExprType | undefined {
    const binder = new Binder(this.#environment, { bindQuery });
    const probe: Select = {
      ...this.#query,
      columns: [{ kind: 'AliasedExpr', expr: name, as: '', text: '' }],
      orderBy: [],
      having: null,
    };
    try {
      const { query } = bindQuery(probe, undefined, new Map(), binder);
      const item = query.kind === 'Select' ? query.columns[0] : undefined;
      return item?.kind === 'AliasedExpr' ? typeOf(item.expr, binder.sources) : unknownType;
    } catch {
      return undefined;
    }
  }

  #mayMove(expr: Expr, sources: ReadonlySet<ColName>): boolean {
    try {
      this.#check(expr, sources);
      return true;
    } catch (error) {
      if (isOfTexts(expr, sources)) return false;
      // What a text is compared by makes no difference where nothing is compared.
      if (error instanceof VtError && error.message.endsWith(NOTHING_ELSE) && isOfTexts(expr)) return true;
      throw error;
    }
  }

  #addWhole({ name, expr }: UpdateExpr): Expr {
    return this.#add(expr, this.#columnOf(name)?.type ?? Type.NULL_TYPE);
  }

  /** A column's value becomes a literal among what is computed with it. @throws VT12001 where that is something else. */
  #check(expr: Expr, sources: ReadonlySet<ColName>): void {
    const placed = replaceColumns(expr, (name) => column(name.name, sources.has(name) ? SOURCE : TARGET));
    const types = new Map(
      [...sources].map((name) => {
        const type = this.#types.get(exprKey(name)) ?? unknownType;
        return [name.name, TIMES.includes(type.type) ? unknownType : type];
      }),
    );
    checkMovable(placed, (name) => name.qualifier?.name === SOURCE, {
      keepsSign: true,
      typeOf: (one) => {
        if (one.kind !== 'ColName') return unknownType;
        if (one.qualifier?.name === SOURCE) return types.get(one.name) ?? unknownType;
        const known = this.#columnOf(one);
        return known ? { type: known.type, collation: known.collation, nullable: true } : unknownType;
      },
    });
  }
}

/** A whole number, whose literal is the number. */
function isCount({ select }: Subquery): boolean {
  if (select.kind !== 'Select') return false;
  const [item] = select.columns;
  if (item?.kind !== 'AliasedExpr') return false;
  return item.expr.kind === 'CountStar' || (item.expr.kind === 'AggregateExpr' && item.expr.name === 'count');
}

const OF_TEXTS = new Set(
  'coalesce concat concat_ws ifnull left lcase lower ltrim repeat replace reverse right rtrim substr substring ucase upper'.split(
    ' ',
  ),
);

function dividesByNumber({ operator, right }: Extract<Expr, { kind: 'BinaryExpr' }>): boolean {
  return (operator === '/' || operator === '%') && right.kind === 'Literal' && Number(right.value) > 0;
}

/** Made by functions that never fail and compare nothing; of the query's columns alone it may be made where its rows are. */
function isOfTexts(expr: Expr, sources?: ReadonlySet<ColName>): boolean {
  let is = true;
  visit(expr, (node) => {
    if (node.kind === 'ColName') is &&= !sources || sources.has(node);
    else if (node.kind === 'FuncExpr') is &&= node.qualifier === '' && OF_TEXTS.has(node.name.toLowerCase());
    else if (node.kind === 'BinaryExpr') is &&= dividesByNumber(node);
    else is &&= node.kind === 'Literal' || node.kind === 'Argument' || node.kind === 'TableName';
    return is;
  });
  return is;
}
