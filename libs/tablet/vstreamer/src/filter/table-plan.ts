import { compileExpression, encodeValue, evalTypeOf, Frame, fieldOf } from '@vt/evalengine';
import type { AliasedExpr, ColName, Expr } from '@vt/sqlparser';
import { print, visit } from '@vt/sqlparser';
import { type Field, Type } from '@vt/sqltypes';
import { badRequest, cannotTell, unsupported } from '../errors.ts';
import type { TableInfo } from '../schema/table-info.ts';
import { compileInKeyRange, indexOfColumn, type KeyEnvironment, primaryKeyspaceId } from './key-range.ts';
import type { FilterQuery } from './read-query.ts';

/** A row by the table's columns, each as its text form in its own character set; undefined: the log has not got it. */
export type Cells = readonly (Uint8Array | null | undefined)[];

type Output = {
  readonly field: Field;
  /** The column, where it is one and nothing is done to it. */
  readonly column: number | undefined;
  readonly needs: readonly number[];
  readonly value: (row: Cells) => Uint8Array | null | undefined;
};

type Condition = { readonly needs: readonly number[]; readonly test: (row: Cells) => boolean };

/** What a stream gives of a table. */
export type TablePlan = {
  readonly table: TableInfo;
  readonly fields: readonly Field[];
  /** Every row goes out as it is. */
  readonly isIdentity: boolean;
  /** Columns that the conditions and outputs read, rising. */
  readonly needs: readonly number[];
  /** @throws FAILED_PRECONDITION where a column that the condition needs is not in the row. */
  readonly accepts: (row: Cells) => boolean;
  /** Columns that the image before a change must have, by which its reader finds the row; undefined: nobody has said. */
  readonly foundBy: readonly number[] | undefined;
  /** The outputs; undefined where what they need is not in the row. */
  readonly map: (row: Cells) => (Uint8Array | null | undefined)[];
};

export type PlanEnvironment = KeyEnvironment & {
  readonly flavor: 'mysql' | 'mariadb';
  /** Where the rows come from. */
  readonly from: 'log' | 'table';
};

export function planTable(query: FilterQuery, table: TableInfo, env: PlanEnvironment): TablePlan {
  const outputs = query.columns.flatMap((column) =>
    column === '*' ? loggedColumns(table).map((i) => plainOutput(table, i)) : [output(column, table, env)],
  );
  if (outputs.length === 0) throw badRequest(`no columns of table ${table.name}`);
  const conditions = query.conditions.map((expr) => condition(expr, table, env));
  const isIdentity =
    conditions.length === 0 && outputs.length === table.fields.length && outputs.every(({ column }, i) => column === i);
  const needs = new Set([...outputs, ...conditions].flatMap((part) => part.needs));
  if (env.from === 'log') refuseUnlogged(needs, table);
  return {
    table,
    fields: outputs.map(({ field }) => field),
    isIdentity,
    needs: [...needs].sort((a, b) => a - b),
    foundBy: columnsFoundBy(query, outputs),
    accepts: (row) => conditions.every(({ needs: columns, test }) => test(present(row, columns, table))),
    map: isIdentity ? (row) => [...row] : (row) => outputs.map(({ value }) => value(row)),
  };
}

function columnsFoundBy({ foundBy }: FilterQuery, outputs: readonly Output[]): readonly number[] | undefined {
  if (foundBy === undefined) return undefined;
  return outputs
    .filter(({ field }) => foundBy === '*' || foundBy.has(field.name.toLowerCase()))
    .flatMap(({ needs }) => needs);
}

/** INVARIANT: `*` is the same columns in a copy and in the stream behind it. */
function loggedColumns({ fields, unlogged }: TableInfo): number[] {
  return fields.flatMap((_, i) => (unlogged[i] ? [] : [i]));
}

function refuseUnlogged(needs: ReadonlySet<number>, table: TableInfo): void {
  const found = [...needs].find((column) => table.unlogged[column]);
  if (found !== undefined)
    throw unsupported(`virtual column ${table.fields[found]?.name} of ${table.name}: MariaDB does not log its values`);
}

function present(row: Cells, columns: readonly number[], table: TableInfo): Cells {
  for (const column of columns) {
    if (row[column] !== undefined) continue;
    const name = table.fields[column]?.name;
    throw cannotTell(
      `column ${name} of ${table.name} decides whether a row is wanted, and is not in the log's row image`,
    );
  }
  return row;
}

function plainOutput(table: TableInfo, column: number, as?: string): Output {
  const field = table.fields[column] as Field;
  const named = as ? { ...field, name: as } : field;
  return { field: named, column, needs: [column], value: (row) => row[column] };
}

function output(column: AliasedExpr, table: TableInfo, env: PlanEnvironment): Output {
  const { expr, as, text } = column;
  if (expr.kind === 'ColName') {
    const index = columnOf(expr, table);
    const out = plainOutput(table, index, as);
    return as === '' || as === out.field.orgName ? out : { ...out, column: index };
  }
  const name = as || text || print(expr);
  if (expr.kind === 'FuncExpr' && expr.name.toLowerCase() === 'keyspace_id' && expr.args.length === 0) {
    const { columns, of } = primaryKeyspaceId(table.name, table.fields, env);
    return { field: keyspaceIdField(name), column: undefined, needs: columns, value: (row) => of(row) ?? null };
  }
  return expression(name, expr, table, env);
}

function keyspaceIdField(name: string): Field {
  const type = { type: Type.VARBINARY, collation: 63, flags: 128, length: 255, decimals: 0, nullable: false };
  return fieldOf(name, type);
}

function expression(name: string, expr: Expr, table: TableInfo, env: PlanEnvironment): Output {
  const needs = columnsOf(expr, table);
  const compiled = compile(expr, table, env);
  const frame = new Frame();
  return {
    field: fieldOf(name, compiled.type),
    column: undefined,
    needs,
    value: (row) => {
      if (needs.some((column) => row[column] === undefined)) return undefined;
      frame.row = { at: (index) => row[index] ?? null };
      return encodeValue(compiled.evaluate(frame), compiled.type);
    },
  };
}

function condition(expr: Expr, table: TableInfo, env: PlanEnvironment): Condition {
  if (expr.kind === 'FuncExpr' && expr.name.toLowerCase() === 'in_keyrange') {
    const { columns, test } = compileInKeyRange(expr.args, table.name, table.fields, env);
    return { needs: columns, test };
  }
  const compiled = compile(expr, table, env);
  const frame = new Frame();
  const test = (row: Cells): boolean => {
    frame.row = { at: (index) => row[index] ?? null };
    return compiled.truth(frame) === true;
  };
  return { needs: columnsOf(expr, table), test };
}

function compile(expr: Expr, table: TableInfo, env: PlanEnvironment) {
  const column = (name: ColName) => {
    const index = columnOf(name, table);
    return { index, type: evalTypeOf(table.fields[index] as Field) };
  };
  const collation = env.flavor === 'mariadb' ? 45 : 255;
  const compiled = compileExpression(expr, { column, collation, flavor: env.flavor });
  if (compiled.kind === 'Unsupported') throw unsupported(`${print(expr)}: ${compiled.reason}`);
  return compiled;
}

function columnOf({ name, qualifier }: ColName, table: TableInfo): number {
  if (qualifier && qualifier.name !== table.name) throw badRequest(`unknown table ${qualifier.name} in filter`);
  return indexOfColumn(name, table.fields);
}

function columnsOf(expr: Expr, table: TableInfo): number[] {
  const columns = new Set<number>();
  visit(expr, (node) => {
    if (node.kind === 'ColName') columns.add(columnOf(node, table));
  });
  return [...columns];
}
