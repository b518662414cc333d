import { VtError } from '@vt/base';
import type { InsertCell, InsertRow, PlanValue } from '@vt/plan';
import { type AliasedExpr, type Expr, print, type ValTuple, visit } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { type Column, insteadOfNull, type Table } from '@vt/vschema';
import { refuse } from '../../refuse.ts';
import { isMadeAnew } from '../../semantics/read-again.ts';
import { planValue } from '../../semantics/values.ts';
import { contains, expressionOf, isComputed, sameName } from '../names.ts';

export type CellNeeds = {
  readonly table: Table;
  readonly columns: readonly string[];
  /** Columns whose values the gate must know. */
  readonly known: ReadonlySet<number>;
  /** Columns to which the gate may give a value itself. */
  readonly filled: ReadonlySet<number>;
  /** Of a table that each shard has a copy of: columns whose defaults are other values each time they are made. */
  readonly copied?: ReadonlySet<number> | undefined;
  /** How many of the columns the row's text has. */
  readonly sent: number;
};

const nullExpr: Expr = { kind: 'NullVal' };

/** Takes the values of a row that the gate needs out of it. */
export class RowReader {
  readonly #needs: CellNeeds;
  /** Expressions that a mysqld computes before the rows are placed. */
  readonly computed: AliasedExpr[] = [];
  /** A column that must have a value and is given DEFAULT, which it has none of. */
  required: string | undefined = undefined;
  #rows = 0;

  constructor(needs: CellNeeds) {
    this.#needs = needs;
  }

  read({ exprs }: ValTuple): InsertRow {
    const { columns, known, table, filled, copied, sent } = this.#needs;
    const row = this.#rows++;
    const cells: InsertCell[] = [];
    const texts = columns.map((name, offset) => {
      const given = exprs[offset];
      const isMade = copied?.has(offset) === true && (given === undefined || given.kind === 'Default');
      const isKnown = known.has(offset) || isMade;
      if (isKnown && isWithoutValue(given) && isImplied(name, table) && !filled.has(offset)) {
        if (given) this.required ??= name;
        cells.push({ offset, value: implied(name, table) });
        return 'default';
      }
      const expr = withDefault(given, name, table, isKnown);
      if (!isKnown && this.#isLeftToShards(expr)) return print(expr);
      const cell = this.#cell(expr, row, offset);
      cells.push(cell);
      return cell.bind === undefined ? print(expr) : `:${cell.bind}`;
    });
    const text = `(${texts.slice(0, sent).join(', ')})`;
    return exprs.some(isOfValues) ? { text, cells, isOfValues: true } : { text, cells };
  }

  #isLeftToShards(expr: Expr): boolean {
    if (expr.kind === 'Literal') return true;
    return !contains(expr, ['Subquery']) && !(this.#needs.copied && isMadeAnew(expr));
  }

  #cell(expr: Expr, row: number, offset: number): InsertCell {
    const bind = `_c${row}_${offset}`;
    const value = planValue(expr);
    if (value) return this.#needs.filled.has(offset) ? { offset, value, bind } : { offset, value };
    if (refersToRow(expr)) {
      return refuse(`the value of a vindex column that refers to another column: '${print(expr)}'`);
    }
    this.computed.push({ kind: 'AliasedExpr', expr, as: `c${this.computed.length}`, text: '' });
    return { offset, value: { kind: 'Computed', column: this.computed.length - 1 }, bind };
  }
}

/** Whether it has a column of the row itself; those of a subquery are its own. */
function refersToRow(expr: Expr): boolean {
  let found = false;
  visit(expr, (node) => {
    if (node.kind === 'ColName' || node.kind === 'ValuesFuncExpr') found = true;
    return node.kind !== 'Subquery';
  });
  return found;
}

/** Whether it means something among VALUES alone. */
function isOfValues(expr: Expr): boolean {
  if (expr.kind === 'Literal' || expr.kind === 'Argument') return false;
  return contains(expr, ['Default']) || refersToRow(expr);
}

const isWithoutValue = (expr: Expr | undefined): boolean =>
  expr === undefined || (expr.kind === 'Default' && expr.column === null);

const columnOf = (name: string, { columns }: Table): Column | undefined =>
  columns.find((one) => sameName(one.name, name));

/** Whether a mysqld makes up what the column has where it gets no value, with a warning; or refuses it. */
export function isImplied(name: string, table: Table): boolean {
  const column = columnOf(name, table);
  return column !== undefined && !column.nullable && !column.autoIncrement && column.default === undefined;
}

function implied(name: string, table: Table): PlanValue {
  const { type = Type.NULL_TYPE, lengthMax, own } = columnOf(name, table) ?? {};
  const value = insteadOfNull({ type, lengthMax, own });
  if (!value) return refuse(`a row without a value for a column whose own is not known: '${name}'`);
  return { kind: 'Literal', type: value.type, text: Buffer.from(value.value).toString() };
}

/** What a column gets that has no value, `DEFAULT`, or `DEFAULT(other)`; left to its mysqld where the gate need not know. */
function withDefault(expr: Expr | undefined, name: string, table: Table, isKnown: boolean): Expr {
  if (expr && expr.kind !== 'Default') return expr;
  if (!isKnown) return expr ?? { kind: 'Default', column: null };
  if (isComputed(name, table)) refuse(`a vindex column that is computed from others: '${name}'`);
  const of = expr?.column?.name ?? name;
  const text = columnOf(of, table)?.default;
  if (text !== undefined) return expressionOf(text);
  if (expr?.column && isImplied(of, table)) throw noDefault(of);
  return nullExpr;
}

function noDefault(name: string): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    errno: 1364,
    state: 'HY000',
    message: `Field '${name}' doesn't have a default value`,
  });
}

/** Columns whose defaults are other values each time they are made, or at another time. */
export function madeDefaults({ columns }: Table): string[] {
  return columns.flatMap(({ name, default: text, generated }) => {
    const expr = text === undefined || generated ? undefined : expressionOf(text);
    return expr && (isMadeAnew(expr) || contains(expr, ['CurTimeFuncExpr'])) ? [name] : [];
  });
}
