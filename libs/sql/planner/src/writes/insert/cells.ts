import { VtError } from '@vt/base';
import type { InsertCell, InsertRow } from '@vt/plan';
import { type AliasedExpr, type Expr, print, type ValTuple, visit } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
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
  /** Whether a column that must have a value and has no default is an error: not with IGNORE, which makes a value up. */
  readonly requires: boolean;
};

const nullExpr: Expr = { kind: 'NullVal' };

/** Takes the values of a row that the gate needs out of it. */
export class RowReader {
  readonly #needs: CellNeeds;
  /** Expressions that a mysqld computes before the rows are placed. */
  readonly computed: AliasedExpr[] = [];
  #rows = 0;

  constructor(needs: CellNeeds) {
    this.#needs = needs;
  }

  read({ exprs }: ValTuple): InsertRow {
    const { columns, known, table, filled, copied, requires } = this.#needs;
    const row = this.#rows++;
    const cells: InsertCell[] = [];
    const texts = columns.map((name, offset) => {
      const given = exprs[offset];
      const isMade = copied?.has(offset) === true && (given === undefined || given.kind === 'Default');
      const isKnown = known.has(offset) || isMade;
      const expr = withDefault(given, name, table, isKnown, requires && !filled.has(offset));
      if (!isKnown && this.#isLeftToShards(expr)) return print(expr);
      const cell = this.#cell(expr, row, offset);
      cells.push(cell);
      return cell.bind === undefined ? print(expr) : `:${cell.bind}`;
    });
    return { text: `(${texts.join(', ')})`, cells };
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

/** What a column gets that has no value, `DEFAULT`, or `DEFAULT(other)`; left to its mysqld where the gate need not know. */
function withDefault(expr: Expr | undefined, name: string, table: Table, isKnown: boolean, isRequired: boolean): Expr {
  if (expr && expr.kind !== 'Default') return expr;
  if (!isKnown) return expr ?? { kind: 'Default', column: null };
  if (isComputed(name, table)) refuse(`a vindex column that is computed from others: '${name}'`);
  const of = expr?.column?.name ?? name;
  const column = table.columns.find((one) => sameName(one.name, of));
  if (column?.default !== undefined) return expressionOf(column.default);
  if (isRequired && column && !column.nullable && !column.autoIncrement) throw noDefault(column.name);
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
