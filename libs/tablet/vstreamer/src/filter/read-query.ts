import {
  type AliasedExpr,
  type Expr,
  type Order,
  parse,
  type Select,
  type SelectExpr,
  SqlError,
  type TableExpr,
} from '@vt/sqlparser';
import { badRequest, unsupported } from '../errors.ts';

/** A filter's select in parts. */
export type FilterQuery = {
  readonly table: string;
  /** '*' or what is selected. */
  readonly columns: readonly (AliasedExpr | '*')[];
  /** Parts of the WHERE that must all be true. */
  readonly conditions: readonly Expr[];
  /** From the directives ukColumns and ukForce: the unique key that orders the rows. */
  readonly keyColumns: readonly string[] | undefined;
  readonly keyName: string | undefined;
  /** From the directive keyHash: rows are ordered by hashes of the key's values. With a list of column:charset, texts are hashed in other character sets. */
  readonly keyHash: ReadonlyMap<string, string> | undefined;
  /** From the directive keyTold: the same, where the key's own order is in a collation that is not known here. */
  readonly keyTold: boolean;
  /** From the directive foundBy: columns by which the reader finds the rows of a change; '*': all. */
  readonly foundBy: ReadonlySet<string> | '*' | undefined;
  /** Columns of an ORDER BY, all ascending. */
  readonly orderColumns: readonly string[];
};

export function readQuery(query: string, flavor: 'mysql' | 'mariadb', ordered: 'ordered' | 'not' = 'not'): FilterQuery {
  const select = parseSelect(query, flavor);
  refuseClauses(select, query);
  const { comments, orderBy } = select;
  if (ordered === 'not' && orderBy.length > 0) throw unsupported(`filter '${query}': changes come in their own order`);
  return {
    table: tableOf(select.from, query),
    columns: select.columns.map((column) => readColumn(column, query)),
    conditions: select.where === null ? [] : conjuncts(select.where),
    keyColumns: directive(comments, 'ukColumns')?.split(',').map(decodeURIComponent),
    keyName: directive(comments, 'ukForce'),
    keyTold: directive(comments, 'keyTold') !== undefined,
    keyHash: readCharsets(directive(comments, 'keyHash'), query),
    foundBy: readNames(directive(comments, 'foundBy')),
    orderColumns: orderBy.map((one) => orderColumn(one, query)),
  };
}

function readNames(text: string | undefined): ReadonlySet<string> | '*' | undefined {
  if (text === undefined || text === '*') return text;
  return new Set(text.split(',').map((name) => decodeURIComponent(name).toLowerCase()));
}

function readCharsets(text: string | undefined, query: string): Map<string, string> | undefined {
  if (text === undefined) return undefined;
  const pairs = text.split(',').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [, name = '', charset = ''] = /^([^:]+):(\w+)$/.exec(pair) ?? [];
      if (name === '') throw badRequest(`keyHash: '${pair}' in '${query}'`);
      return [decodeURIComponent(name).toLowerCase(), charset];
    }),
  );
}

function parseSelect(query: string, flavor: 'mysql' | 'mariadb'): Select {
  try {
    const statement = parse(query, { flavor });
    if (statement.kind === 'Select') return statement;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw badRequest(`${error.message} in filter '${query}'`);
  }
  throw badRequest(`filter '${query}' is not a select of one table`);
}

function refuseClauses(select: Select, query: string): void {
  const { groupBy, having, windows, limit, options, into } = select;
  const plain = !groupBy && !having && windows.length === 0 && !limit && options.length === 0 && !into && !select.with;
  if (!plain) throw unsupported(`filter '${query}': only columns, FROM and WHERE`);
}

function orderColumn({ expr, direction }: Order, query: string): string {
  if (expr.kind === 'ColName' && !expr.qualifier && direction === 'asc') return expr.name;
  throw unsupported(`filter '${query}': rows come in the order of a key`);
}

function tableOf(from: readonly TableExpr[], query: string): string {
  const [only] = from;
  if (from.length === 1 && only?.kind === 'AliasedTableExpr' && only.expr.kind === 'TableName') {
    const { name, qualifier } = only.expr;
    if (qualifier === '' && only.as === '') return name;
  }
  throw unsupported(`filter '${query}': it must select from one table, without qualifier or alias`);
}

function readColumn(column: SelectExpr, query: string): AliasedExpr | '*' {
  if (column.kind === 'StarExpr') return '*';
  if (column.kind === 'Nextval') throw unsupported(`filter '${query}'`);
  return column;
}

function conjuncts(expr: Expr): Expr[] {
  return expr.kind === 'AndExpr' ? expr.exprs.flatMap(conjuncts) : [expr];
}

function directive(comments: readonly string[], name: string): string | undefined {
  for (const comment of comments) {
    if (!comment.startsWith('/*vt+')) continue;
    const found = new RegExp(`\\b${name}=(?:"([^"]*)"|(\\S+))`).exec(comment);
    if (found) return found[1] ?? found[2];
  }
  return undefined;
}
