import { VtError } from '@vt/base';
import type { Plan, PlanNode, PlanValue } from '@vt/plan';
import { type Expr, type Insert, print, type ValTuple } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';
import { refuse } from '../refuse.ts';
import { vindexUse } from '../semantics/routing.ts';
import { type TableUse, tableUses } from '../semantics/scope.ts';
import { unqualify } from '../semantics/unqualify.ts';
import { planValue } from '../semantics/values.ts';
import { finish, keyspaceOf, shardTarget } from './common.ts';
import { directive } from './directives.ts';

/** Stands where the rows go while the rest of the statement is printed. */
const MARK = '__vt_rows__';

/** INSERT and REPLACE. */
export function planInsert(statement: Insert, environment: PlannerEnvironment): Plan {
  const uses = tableUses(statement, environment);
  const insert = unqualify(statement, uses, environment.vschema);
  const done = (root: PlanNode) => finish(print(insert), insert.action === 'insert' ? 'INSERT' : 'REPLACE', root, uses);
  const target = shardTarget(environment);
  if (target) {
    if (target.destination.kind === 'ExactKeyRange') throw VtError.of('VT03023', environment.keyspace);
    return done({ kind: 'Send', ...target, query: print(insert), write: true, ddl: false });
  }
  const own = uses.filter((use): use is TableUse & { readonly table: Table } => use.table !== undefined);
  if (own.length < uses.length) refuse('INSERT with tables of a system schema');
  const keyspace = keyspaceOf(own);
  const table = own[0]?.table as Table;
  if (!keyspace.sharded) {
    const destination = { kind: 'AnyShard' } as const;
    return done({ kind: 'Send', keyspace: keyspace.name, destination, query: print(insert), write: true, ddl: false });
  }
  return done(planSharded(insert, table));
}

function planSharded(insert: Insert, table: Table): PlanNode {
  if (insert.action === 'replace') refuse('REPLACE INTO with sharded keyspace');
  if (table.type === 'reference') refuse(`INSERT into reference table '${table.name}' of a sharded keyspace`);
  if (insert.returning.length > 0) refuse('RETURNING in a sharded keyspace');
  if (insert.rows.kind !== 'Values') return refuse('INSERT … SELECT into a sharded keyspace');
  if (table.pinned) {
    const destination = { kind: 'KeyspaceId', keyspaceId: table.pinned } as const;
    return { kind: 'Send', keyspace: table.keyspace, destination, query: print(insert), write: true, ddl: false };
  }
  const [primary] = table.columnVindexes;
  if (!primary) throw VtError.of('VT09001', table.name);
  const columns = columnsOf(insert, table);
  checkVindexes(insert, table, columns);
  const { rows } = insert.rows;
  for (const row of rows) if (row.exprs.length !== columns.length) throw VtError.of('VT03006');
  const offsets = primary.columns.map((column) => offsetOf(columns, column));
  if (offsets.includes(-1)) throw VtError.of('VT09003', primary.columns.join(', '));
  const [prefix = '', suffix = ''] = print(withMark(insert, columns)).split(markedRow);
  return {
    kind: 'Insert',
    keyspace: table.keyspace,
    table: table.name,
    vindex: vindexUse(table, primary.vindex.name, primary.columns),
    prefix,
    rows: rows.map((row) => print(row)),
    suffix,
    vindexValues: rows.map((row) => offsets.map((offset) => valueOf(row, offset))),
    columns,
    multiShardAutocommit: directive(insert.comments, 'MULTI_SHARD_AUTOCOMMIT') === '1',
  };
}

const markExpr: Expr = { kind: 'ColName', name: MARK, qualifier: null };
const markedRow = `(${MARK})`;

function withMark(insert: Insert, columns: readonly string[]): Insert {
  const row: ValTuple = { kind: 'ValTuple', exprs: [markExpr] };
  return { ...insert, columns, rows: { kind: 'Values', rowKeyword: false, rows: [row] } };
}

function columnsOf(insert: Insert, table: Table): readonly string[] {
  if (insert.columns) return insert.columns;
  if (!table.columnListAuthoritative) throw VtError.of('VT09004');
  return table.columns.filter(({ invisible }) => !invisible).map(({ name }) => name);
}

function offsetOf(columns: readonly string[], name: string): number {
  return columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
}

function valueOf(row: ValTuple, offset: number): PlanValue {
  const expr = row.exprs[offset];
  const value = expr && planValue(expr);
  return value ?? refuse(`computing the value of a vindex column: '${expr ? print(expr) : ''}'`);
}

function checkVindexes(insert: Insert, table: Table, columns: readonly string[]): void {
  const changed = new Set(insert.onDup.map(({ name }) => name.name.toLowerCase()));
  for (const [i, columnVindex] of table.columnVindexes.entries()) {
    if (columnVindex.columns.some((column) => changed.has(column.toLowerCase()))) {
      refuse('DML cannot update vindex column: ON DUPLICATE KEY UPDATE');
    }
    if (i > 0) refuse(`INSERT into a table with vindex '${columnVindex.vindex.name}' besides the primary one`);
  }
  const auto = table.autoIncrement;
  if (auto && !allGiven(insert, offsetOf(columns, auto.column))) {
    refuse(`a value of sequence '${auto.sequence.keyspace}.${auto.sequence.name}' for column '${auto.column}'`);
  }
}

/** Whether every row names a value for the column, so that no sequence is needed. */
function allGiven(insert: Insert, offset: number): boolean {
  if (offset < 0 || insert.rows.kind !== 'Values') return false;
  return insert.rows.rows.every((row) => {
    const value = row.exprs[offset] && planValue(row.exprs[offset]);
    return value?.kind === 'Literal' && value.type !== Type.NULL_TYPE && value.text !== '0';
  });
}
