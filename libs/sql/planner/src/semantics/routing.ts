import type { PlanValue, Routing, VindexUse } from '@vt/plan';
import type { ComparisonExpr, Expr } from '@vt/sqlparser';
import { isIntegral, isText, Type } from '@vt/sqltypes';
import { type ColumnKind, type ColumnVindex, type Table, tellsShard } from '@vt/vschema';
import { isColumn } from './predicates.ts';
import type { TableUse } from './scope.ts';
import { planValue, planValues } from './values.ts';

/** The routing of one sharded table, and the IN list that its shards share. */
export type Choice = {
  readonly routing: Routing;
  /** Of `IN`: the comparison whose list becomes `::__vals`. */
  readonly list: ComparisonExpr | undefined;
};

const scatter: Choice = { routing: { type: 'Scatter' }, list: undefined };
const none: Choice = { routing: { type: 'None' }, list: undefined };

/** The cheapest way to the rows that the conditions leave. */
export function chooseRouting(use: TableUse, table: Table, conditions: readonly Expr[], onlyTable: boolean): Choice {
  if (table.pinned) {
    return {
      routing: { type: 'ByDestination', destination: { kind: 'KeyspaceId', keyspaceId: table.pinned } },
      list: undefined,
    };
  }
  const usable = table.columnVindexes.filter(({ vindex }) => vindex.kind !== 'lookup' && vindex.unique);
  const byCost = [...usable].sort((a, b) => a.vindex.cost - b.vindex.cost);
  for (const columnVindex of byCost) {
    const choice = equalUnique(use, table, columnVindex, conditions, onlyTable);
    if (choice) return choice;
  }
  for (const columnVindex of byCost) {
    const choice = inList(use, table, columnVindex, conditions, onlyTable);
    if (choice) return choice;
  }
  return scatter;
}

function equalUnique(
  use: TableUse,
  table: Table,
  { columns, vindex }: ColumnVindex,
  conditions: readonly Expr[],
  onlyTable: boolean,
): Choice | undefined {
  const values = columns.map((column) => {
    for (const condition of conditions) {
      const value = equalTo(condition, column, use.alias, onlyTable);
      if (value) return value;
    }
    return undefined;
  });
  if (!values.every((value) => value !== undefined)) return undefined;
  if (values.some((value) => value.kind === 'Literal' && value.type === Type.NULL_TYPE)) return none;
  const vindexed = vindexUse(table, vindex.name, columns);
  if (!values.every((value) => tells(value, vindexed.column))) return undefined;
  return { routing: { type: 'EqualUnique', vindex: vindexed, values }, list: undefined };
}

function equalTo(condition: Expr, column: string, alias: string, onlyTable: boolean) {
  if (condition.kind !== 'ComparisonExpr' || condition.modifier !== '' || condition.operator !== '=') return undefined;
  if (isColumn(condition.left, column, alias, onlyTable)) return planValue(condition.right);
  return isColumn(condition.right, column, alias, onlyTable) ? planValue(condition.left) : undefined;
}

function inList(
  use: TableUse,
  table: Table,
  { columns, vindex }: ColumnVindex,
  conditions: readonly Expr[],
  onlyTable: boolean,
): Choice | undefined {
  const [column, ...more] = columns;
  if (column === undefined || more.length > 0) return undefined;
  for (const condition of conditions) {
    if (condition.kind !== 'ComparisonExpr' || condition.operator !== 'in') continue;
    if (!isColumn(condition.left, column, use.alias, onlyTable)) continue;
    const values = planValues(condition.right);
    const vindexed = vindexUse(table, vindex.name, columns);
    if (!values || (values.kind === 'List' && !values.values.every((value) => tells(value, vindexed.column)))) continue;
    return { routing: { type: 'IN', vindex: vindexed, values }, list: condition };
  }
  return undefined;
}

function tells(value: PlanValue, column: ColumnKind): boolean {
  return value.kind === 'Bind' || tellsShard({ type: value.type, value: Buffer.from(value.text) }, column);
}

export function vindexUse(table: Table, name: string, columns: readonly string[]): VindexUse {
  const kinds = new Set(columns.map((column) => columnKind(table, column)));
  const [kind = 'unknown'] = kinds;
  return { keyspace: table.keyspace, name, column: kinds.size === 1 ? kind : 'unknown' };
}

function columnKind(table: Table, column: string): ColumnKind {
  const type = table.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase())?.type ?? Type.NULL_TYPE;
  if (type === Type.NULL_TYPE) return 'unknown';
  if (isIntegral(type)) return 'integer';
  return isText(type) ? 'text' : 'other';
}
