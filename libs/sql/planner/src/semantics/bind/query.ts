import { VtError } from '@vt/base';
import type {
  Order,
  ParenSelect,
  QueryStatement,
  Select,
  SelectExpr,
  TableStatement,
  Union,
  With,
} from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { mentionsName } from '../mentions-name.ts';
import { ambiguousError, type Binder, type BoundQuery, type CteEntry, type Ctes } from './binder.ts';
import { emptySelect } from './empty-select.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';
import { bindSelect } from './select.ts';
import { type ColumnInfo, unknownColumn } from './source.ts';
import { isChoice } from './types.ts';

/** Binds a query and all in it. */
export function bindQuery(query: QueryStatement, outer: Scope | undefined, ctes: Ctes, binder: Binder): BoundQuery {
  const within = query.with ? withCtes(query.with, ctes, outer) : ctes;
  switch (query.kind) {
    case 'Select':
      return bindSelect({ ...query, with: null }, outer, within, binder);
    case 'Union':
      return bindUnion({ ...query, with: null }, outer, within, binder);
    case 'ParenSelect':
      return bindParen(query, outer, within, binder);
    case 'TableStatement':
      return bindSelect(selectAll(query), outer, within, binder);
    case 'ValuesStatement':
      return {
        query,
        columns: (query.rows[0]?.exprs ?? []).map((_, i) => unknownColumn(`column_${i}`)),
        authoritative: true,
      };
  }
}

function withCtes(clause: With, known: Ctes, outer: Scope | undefined): Ctes {
  const ctes = new Map<string, CteEntry>(known);
  for (const cte of clause.ctes) {
    const name = cte.name.toLowerCase();
    const recursive = clause.recursive && mentionsName(cte.select, name);
    ctes.set(name, { kind: 'cte', cte, recursive, within: new Map(ctes), outer, mentions: { count: 0 } });
  }
  return ctes;
}

function bindUnion(union: Union, outer: Scope | undefined, ctes: Ctes, binder: Binder): BoundQuery {
  const left = bindQuery(union.left, outer, ctes, binder);
  const right = bindQuery(union.right, outer, ctes, binder);
  if (left.authoritative && right.authoritative && left.columns.length !== right.columns.length) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1222,
      state: '21000',
      message: 'The used SELECT statements have a different number of columns',
    });
  }
  const columns = left.columns.map((column, i) => {
    const other = right.columns[i];
    if (isNull(right.query, i)) return { ...column, nullable: true };
    if (isNull(left.query, i) && other) return { ...other, name: column.name, nullable: true };
    return mergeColumn(column, other);
  });
  checkOrder(union.orderBy, left);
  const count = left.authoritative ? left.columns.length : undefined;
  const orderBy = union.orderBy.map((order) => {
    const expr = placeOf(order.expr, count, 'order', binder.environment.flavor);
    return expr === order.expr ? order : { ...order, expr };
  });
  return {
    query: { ...union, left: left.query, right: right.query, orderBy },
    columns,
    authoritative: left.authoritative,
  };
}

/** Whether a column is NULL itself, which has any type. */
function isNull(query: QueryStatement, at: number): boolean {
  if (query.kind !== 'Select') return false;
  const column = query.columns[at];
  return column?.kind === 'AliasedExpr' && column.expr.kind === 'NullVal' && !query.columns.some(isStar);
}

const isStar = ({ kind }: SelectExpr): boolean => kind !== 'AliasedExpr';

function mergeColumn(a: ColumnInfo, b: ColumnInfo | undefined): ColumnInfo {
  // Members are texts there, also where both are of the same ENUM.
  if (b && isChoice(a.type) && isChoice(b.type))
    return { ...a, type: Type.VARCHAR, collation: undefined, nullable: a.nullable || b.nullable };
  const same = b !== undefined && a.type === b.type && a.collation === b.collation;
  return same
    ? { ...a, nullable: a.nullable || b.nullable }
    : { ...a, type: Type.NULL_TYPE, collation: undefined, nullable: true };
}

/** @throws for a name that no column has, or several, and for one of a branch's table. */
function checkOrder(order: readonly Order[], left: BoundQuery): void {
  if (!left.authoritative) return;
  for (const { expr } of order) {
    if (expr.kind !== 'ColName') continue;
    const { qualifier } = expr;
    if (qualifier) throw ofBranch(qualifier.name);
    const named = left.columns.filter(({ name }) => name.toLowerCase() === expr.name.toLowerCase());
    if (named.length > 1) throw ambiguousError(expr.name, 'order clause');
    if (named.length === 0) throw VtError.of('VT03014', expr.name, 'order clause');
  }
}

function ofBranch(table: string): VtError {
  const message = `Table '${table}' from one of the SELECTs cannot be used in global ORDER clause`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1250, state: '42000', message });
}

/** `(query) ORDER BY …` is what selects from the query do. */
function bindParen(query: ParenSelect, outer: Scope | undefined, ctes: Ctes, binder: Binder): BoundQuery {
  if (query.orderBy.length === 0 && !query.limit && !query.into && query.locks.length === 0) {
    return bindQuery(query.select, outer, ctes, binder);
  }
  const select: Select = {
    ...emptySelect,
    columns: [{ kind: 'StarExpr', table: null }],
    from: [
      {
        kind: 'AliasedTableExpr',
        expr: { kind: 'DerivedTable', lateral: false, select: query.select },
        as: 'paren',
        partitions: [],
        columns: [],
        hints: [],
        systemTime: null,
      },
    ],
    orderBy: query.orderBy,
    limit: query.limit,
    locks: query.locks,
    into: query.into,
  };
  return bindSelect(select, outer, ctes, binder);
}

function selectAll(statement: TableStatement): Select {
  return {
    ...emptySelect,
    columns: [{ kind: 'StarExpr', table: null }],
    from: [
      {
        kind: 'AliasedTableExpr',
        expr: statement.table,
        as: '',
        partitions: [],
        columns: [],
        hints: [],
        systemTime: null,
      },
    ],
    orderBy: statement.orderBy,
    limit: statement.limit,
    locks: statement.locks,
    into: statement.into,
  };
}
