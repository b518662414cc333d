import { type Expr, type Insert, parse, type Statement, visit } from '@vt/sqlparser';
import { type OkInfo, Type } from '@vt/sqltypes';
import type { VSchema } from '@vt/vschema';
import type { StatementRun } from '../statement.ts';

/**
 * What tells whether a mysqld made the id that it answers an INSERT with: of an id that the client gave, LAST_INSERT_ID() knows nothing,
 * though the answer has it too.
 */
export type IdCells = {
  /** What is written for the column that counts; none where it is left out, undefined where a query gives it. */
  readonly cells: readonly Expr[] | undefined;
  readonly rows: bigint;
  /** ON DUPLICATE KEY UPDATE, which may have inserted nothing. */
  readonly updates: boolean;
};

/** Undefined: an id in the answer is the mysqld's, or one that the statement named by LAST_INSERT_ID(expr). */
export function idCells(statement: Statement, vschema: VSchema, selected: string): IdCells | undefined {
  if (statement.kind !== 'Insert' || statement.table.expr.kind !== 'TableName') return undefined;
  const { name, qualifier } = statement.table.expr;
  const columns = vschema.keyspaces.get(qualifier || selected)?.tables.get(name)?.columns;
  const counting = columns?.find(({ autoIncrement }) => autoIncrement)?.name.toLowerCase();
  if (!columns || counting === undefined || namesId(statement)) return undefined;
  const names = statement.columns ?? columns.filter(({ invisible }) => !invisible).map((column) => column.name);
  const offset = names.findIndex((one) => one.toLowerCase() === counting);
  const updates = statement.onDup.length > 0;
  const { rows } = statement;
  if (offset < 0) return updates ? { cells: [], rows: countOf(rows), updates } : undefined;
  if (rows.kind !== 'Values') return { cells: undefined, rows: 0n, updates };
  const cells = rows.rows.flatMap(({ exprs }) => exprs[offset] ?? []);
  if (cells.length < rows.rows.length || cells.some(({ kind }) => kind === 'NullVal' || kind === 'Default'))
    return updates ? { cells: [], rows: countOf(rows), updates } : undefined;
  return { cells, rows: countOf(rows), updates };
}

/** @param textOf a value of the client's by the name of its place; undefined for NULL. */
export function isGivenId(
  { cells, rows, updates }: IdCells,
  ok: OkInfo,
  textOf: (place: string) => string | undefined,
): boolean {
  // A row that was changed counts twice.
  if (updates && rows > 0n && (ok.affectedRows === 0n || ok.affectedRows === 2n * rows)) return true;
  return cells === undefined || (cells.length > 0 && cells.every((cell) => !isNothing(cell, textOf)));
}

/** The answer of a statement that one mysqld got as it is; the steps of others know themselves what they gave. */
export function withIdSource({ session, deps, engine, facts: { plan } }: StatementRun, ok: OkInfo): OkInfo {
  if (ok.insertId === 0n || ok.isGivenId || plan?.root.kind !== 'Send') return ok;
  if (plan.statement !== 'INSERT' && plan.statement !== 'REPLACE') return ok;
  try {
    const ids = idCells(parse(plan.query, { sqlMode: session.sqlModeNames }), deps.vschema(), session.target.keyspace);
    const textOf = (place: string): string | undefined => {
      const bind = engine.binds[place];
      return !bind || bind.type === Type.NULL_TYPE ? undefined : Buffer.from(bind.value).toString();
    };
    return ids && isGivenId(ids, ok, textOf) ? { ...ok, isGivenId: true } : ok;
  } catch {
    // SQL that only the mysqld knows.
    return ok;
  }
}

/** For 0 and NULL the column takes its next value. */
function isNothing(cell: Expr, textOf: (place: string) => string | undefined): boolean {
  if (cell.kind === 'NullVal') return true;
  const text = cell.kind === 'Argument' ? textOf(cell.name) : cell.kind === 'Literal' ? cell.value : '?';
  return text === undefined || /^(['"]?)[+-]?0*(?:\.0*)?\1$/.test(text);
}

function countOf(rows: Insert['rows']): bigint {
  return rows.kind === 'Values' ? BigInt(rows.rows.length) : 0n;
}

function namesId({ onDup, rows }: Insert): boolean {
  return [rows, ...onDup].some((part) => {
    let found = false;
    visit(part, (node) => {
      if (node.kind === 'FuncExpr' && node.name.toLowerCase() === 'last_insert_id') found ||= node.args.length > 0;
      return !found;
    });
    return found;
  });
}
