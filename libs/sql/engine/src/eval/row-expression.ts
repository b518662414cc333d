import { VtError } from '@vt/base';
import type { RowExpr } from '@vt/plan';
import { type Expr, print } from '@vt/sqlparser';
import { BINARY_CHARSET, type BindVariables, ColumnFlag, type Field, type Row, Type } from '@vt/sqltypes';

/** An expression over rows, made for their columns' types. */
export type RowExpression = {
  /** The column that its values make, named by whoever asked. */
  readonly field: Field;
  /** The text form of the value; null for NULL. */
  value(row: Row): Uint8Array | null;
};

/** Of an expression that is one column: which. */
export function columnOf(expr: RowExpr): number | undefined {
  return expr.kind === 'ColName' && expr.qualifier?.name === '#' ? Number(expr.name) : undefined;
}

/** @throws VT12001 for what the gate cannot compute. */
export function compileRowExpression(expr: Expr, fields: readonly Field[], binds: BindVariables): RowExpression {
  const column = columnOf(expr);
  if (column !== undefined) return { field: fields[column] as Field, value: (row) => row[column] ?? null };
  const constant = constantOf(expr, binds);
  if (constant) return { field: constant.field, value: () => constant.value };
  throw VtError.of('VT12001', `computing '${print(expr)}' over rows of several shards`);
}

type Constant = { readonly field: Field; readonly value: Uint8Array | null };

function constantOf(expr: Expr, binds: BindVariables): Constant | undefined {
  if (expr.kind === 'NullVal') return { field: fieldOf(Type.NULL_TYPE, 0), value: null };
  if (expr.kind === 'Literal' && expr.type === 'Int')
    return { field: fieldOf(Type.INT64, expr.value.length + 1), value: Buffer.from(expr.value) };
  if (expr.kind === 'Literal' && expr.type === 'String')
    return { field: fieldOf(Type.VARCHAR, expr.value.length * 4), value: Buffer.from(expr.value) };
  if (expr.kind !== 'Argument') return undefined;
  const bind = binds[expr.name];
  if (!bind) throw VtError.of('VT03026', expr.name);
  return { field: fieldOf(bind.type, bind.value.length * 4), value: bind.type === Type.NULL_TYPE ? null : bind.value };
}

const UTF8MB4 = 255;

export function fieldOf(type: number, columnLength: number): Field {
  const text = type === Type.VARCHAR;
  return {
    name: '',
    type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength,
    charset: text ? UTF8MB4 : BINARY_CHARSET,
    decimals: text ? 31 : 0,
    flags: text ? 0 : ColumnFlag.BINARY,
    columnType: '',
  };
}

/** Whether MySQL takes the value for true. */
export function isTrue(value: Uint8Array | null): boolean {
  if (value === null) return false;
  const number = Number.parseFloat(Buffer.from(value).toString('latin1'));
  return !Number.isNaN(number) && number !== 0;
}
