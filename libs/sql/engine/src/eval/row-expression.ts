import { VtError } from '@vt/base';
import { collationByName } from '@vt/collations';
import {
  type ColumnPlace,
  type Compiled,
  compileExpression,
  type EvalType,
  evalTypeOf,
  Frame,
  fieldOf,
  rowReader,
  UnsupportedError,
} from '@vt/evalengine';
import type { RowExpr } from '@vt/plan';
import { type ColName, type Expr, print } from '@vt/sqlparser';
import { BINARY_CHARSET, type Field, isText, type Row, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';

/** What an evaluation needs of the statement's run. */
type Context = Pick<ExecutionContext, 'binds' | 'evaluation' | 'onWarning'> & { readonly quiet?: ReadonlySet<number> };

/** An expression over rows, made for their columns' types. */
export type RowExpression = {
  /** The column that its values make, named by whoever asked. */
  readonly field: Field;
  /** The text form of the value; null for NULL. */
  value(row: Row): Uint8Array | null;
  /** Whether it is true of a row. */
  isTrue(row: Row): boolean;
};

/** Of an expression that is one column: which. */
export function columnOf(expr: RowExpr): number | undefined {
  return expr.kind === 'ColName' && expr.qualifier?.name === '#' ? Number(expr.name) : undefined;
}

/**
 * @param ctx with the columns that are extremes, `quiet`. @throws VT12001 for what the gate cannot compute as MySQL does.
 */
export function compileRowExpression(expr: Expr, fields: readonly Field[], ctx: Context): RowExpression {
  const column = columnOf(expr);
  const compiled = column === undefined ? compile(expr, fields, ctx) : undefined;
  if (!compiled && column !== undefined && !isText((fields[column] as Field).type))
    return plainColumn(column, compile(expr, fields, ctx), fields, ctx);
  if (!compiled) return plainColumn(column as number, undefined, fields, ctx);
  const run = runner(ctx);
  const type = shownType(compiled.type, ctx);
  const field = { ...fieldOf('', type), charset: resultCharset(type) };
  return { field, value: (row) => run(row, compiled.text), isTrue: (row) => run(row, compiled.truth) === true };
}

/** JSON is a text to MariaDB. */
function shownType(type: EvalType, { evaluation }: Context): EvalType {
  return evaluation?.flavor === 'mariadb' && type.type === Type.JSON ? { ...type, type: Type.TEXT } : type;
}

/** An untouched column travels as it came. */
function plainColumn(
  column: number,
  compiled: Compiled | undefined,
  fields: readonly Field[],
  ctx: Context,
): RowExpression {
  const run = compiled && runner(ctx);
  return {
    field: fields[column] as Field,
    value: (row) => row[column] ?? null,
    isTrue: (row) => (run && compiled ? run(row, compiled.truth) === true : isTrueText(row[column] ?? null)),
  };
}

function runner(ctx: Context): <T>(row: Row, evaluate: (frame: Frame) => T) => T {
  const frame = new Frame({}, ctx.binds);
  return (row, evaluate) => {
    frame.row = rowReader(row);
    try {
      const value = evaluate(frame);
      if (frame.warnings.length > 0) tell(frame, ctx);
      return value;
    } catch (error) {
      if (error instanceof UnsupportedError)
        throw VtError.of('VT12001', `${error.message} over rows of several shards`);
      throw error;
    }
  };
}

function tell({ warnings }: Frame, { onWarning }: Context): void {
  for (const { errno, message } of warnings.splice(0)) onWarning?.(errno, message);
}

function compile(expr: Expr, fields: readonly Field[], { binds, evaluation, quiet }: Context): Compiled {
  const column = (name: ColName) => {
    const found = columnType(name, fields);
    return found && { ...found, quiet: quiet?.has(found.index) ?? false };
  };
  const compiled = compileExpression(expr, { ...evaluation, binds, column });
  if (compiled.kind === 'Compiled') return compiled;
  throw VtError.of('VT12001', `computing '${print(expr)}' over rows of several shards: ${compiled.reason}`);
}

/**
 * The planner writes a text column's collation beside its number: on the wire all text is in the connection's. Behind it, `:` and a digit say
 * how strongly the collation counts, where the text was computed.
 */
function columnType(name: ColName, fields: readonly Field[]): ColumnPlace | undefined {
  const index = columnOf(name);
  const field = index === undefined ? undefined : fields[index];
  if (index === undefined || !field) return undefined;
  const [collation = '', derivation] = name.qualifier?.qualifier.split(':') ?? [];
  const type = typeOfField(field, collation || undefined);
  return { index, type, derivation: derivation === undefined ? undefined : Number(derivation) };
}

/** @throws VT12001 for text whose collation is not known, or that no expression here could be in. */
export function typeOfField(field: Field, collationName: string | undefined): EvalType {
  const type = evalTypeOf(field);
  if (!isText(field.type) && field.type !== Type.ENUM && field.type !== Type.SET) return type;
  const collation = collationName === undefined ? undefined : collationByName(collationName);
  if (!collation || (collation.charset !== 'utf8mb4' && collation.charset !== 'utf8mb3'))
    throw VtError.of(
      'VT12001',
      `computing with text column '${field.name}' of collation ${collationName ?? 'not known'} over shards`,
    );
  return { ...type, collation: collation.id };
}

const UTF8MB4 = 255;

function resultCharset(type: EvalType): number {
  return type.collation === BINARY_CHARSET ? BINARY_CHARSET : UTF8MB4;
}

/** Whether MySQL takes a text for true. */
function isTrueText(value: Uint8Array | null): boolean {
  if (value === null) return false;
  const number = Number.parseFloat(Buffer.from(value).toString('latin1'));
  return !Number.isNaN(number) && number !== 0;
}

/** A column of the gate's own making. */
export function plainField(type: number, columnLength: number, flags = 0): Field {
  const base = { name: '', table: '', orgTable: '', database: '', orgName: '', columnType: '' };
  return { ...base, type, columnLength, charset: BINARY_CHARSET, decimals: 0, flags: flags | 128 };
}
