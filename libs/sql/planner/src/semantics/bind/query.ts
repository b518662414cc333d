import { VtError } from '@vt/base';
import type {
  AliasedExpr,
  Expr,
  Order,
  ParenSelect,
  QueryStatement,
  Select,
  TableStatement,
  Union,
  With,
} from '@vt/sqlparser';
import { print, visit } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { Binder, BoundQuery, CteEntry, Ctes } from './binder.ts';
import type { Scope } from './scope.ts';
import { bindSelect } from './select.ts';
import { type ColumnInfo, unknownColumn } from './source.ts';

/** Binds a query and all in it. */
export function bindQuery(query: QueryStatement, outer: Scope | undefined, ctes: Ctes, binder: Binder): BoundQuery {
  const within = query.with ? withCtes(query.with, ctes) : ctes;
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

function withCtes(clause: With, outer: Ctes): Ctes {
  const ctes = new Map<string, CteEntry>(outer);
  for (const cte of clause.ctes) {
    const name = cte.name.toLowerCase();
    const recursive = clause.recursive && mentions(cte.select, name);
    ctes.set(name, { kind: 'cte', cte, recursive, within: new Map(ctes) });
  }
  return ctes;
}

function mentions(query: QueryStatement, name: string): boolean {
  let found = false;
  visit(query, (node) => {
    if (node.kind === 'TableName' && node.qualifier === '' && node.name.toLowerCase() === name) found = true;
    return !found;
  });
  return found;
}

type CteBody =
  | (BoundQuery & { readonly kind: 'plain' })
  | (BoundQuery & {
      readonly kind: 'recursive';
      readonly seed: QueryStatement;
      readonly step: QueryStatement;
      readonly distinct: boolean;
      readonly self: string;
    });

/** The body of a CTE, bound anew for each use: its sources get aliases of their own. */
export function bindCteBody(entry: Extract<CteEntry, { kind: 'cte' }>, binder: Binder): CteBody {
  const { cte, recursive, within } = entry;
  if (!recursive) return { kind: 'plain', ...bindQuery(cte.select, undefined, within, binder) };
  if (cte.select.kind !== 'Union') throw VtError.of('VT09026', cte.name);
  const union = cte.select;
  const seed = bindQuery(union.left, undefined, within, binder);
  const columns =
    cte.columns.length > 0 ? seed.columns.map((c, i) => ({ ...c, name: cte.columns[i] ?? c.name })) : seed.columns;
  const self = binder.uniqueAlias(cte.name);
  const known: ColumnInfo[] = columns.map((column) => ({ ...column, nullable: true }));
  const inside = new Map<string, CteEntry>(within).set(cte.name.toLowerCase(), {
    kind: 'self',
    name: self,
    columns: known,
    authoritative: seed.authoritative,
  });
  const step = bindQuery(union.right, undefined, inside, binder);
  if (union.operation !== 'union' && union.operation !== 'union all') throw VtError.of('VT09026', cte.name);
  const body: Union = { ...union, with: null, left: seed.query, right: step.query };
  const query: Select = {
    ...emptySelect,
    with: {
      kind: 'With',
      recursive: true,
      ctes: [{ kind: 'CommonTableExpr', name: self, columns: known.map(({ name }) => name), select: body }],
    },
    columns: [{ kind: 'StarExpr', table: null }],
    from: [
      {
        kind: 'AliasedTableExpr',
        expr: { kind: 'TableName', name: self, qualifier: '' },
        as: '',
        partitions: [],
        columns: [],
        hints: [],
        systemTime: null,
      },
    ],
  };
  return {
    kind: 'recursive',
    query,
    columns: known,
    authoritative: seed.authoritative,
    seed: seed.query,
    step: step.query,
    distinct: union.operation === 'union',
    self,
  };
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
  const columns = left.columns.map((column, i) => mergeColumn(column, right.columns[i]));
  checkOrder(union.orderBy, left);
  return { query: { ...union, left: left.query, right: right.query }, columns, authoritative: left.authoritative };
}

function mergeColumn(a: ColumnInfo, b: ColumnInfo | undefined): ColumnInfo {
  const same = b !== undefined && a.type === b.type && a.collation === b.collation;
  return same
    ? { ...a, nullable: a.nullable || b.nullable }
    : { ...a, type: Type.NULL_TYPE, collation: undefined, nullable: true };
}

function checkOrder(order: readonly Order[], left: BoundQuery): void {
  for (const { expr } of order) {
    if (
      expr.kind === 'ColName' &&
      left.authoritative &&
      !left.columns.some(({ name }) => name.toLowerCase() === expr.name.toLowerCase())
    )
      throw VtError.of('VT03014', expr.name, 'order clause');
  }
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

export const emptySelect: Select = {
  kind: 'Select',
  comments: [],
  with: null,
  options: [],
  columns: [],
  from: [],
  where: null,
  groupBy: null,
  having: null,
  windows: [],
  qualify: null,
  orderBy: [],
  limit: null,
  locks: [],
  into: null,
};

/** The name MySQL gives a column of the result. */
export function columnName({ as, expr, text }: AliasedExpr): string {
  return as || (expr.kind === 'ColName' ? expr.name : text || print(expr));
}

export type { Expr };
