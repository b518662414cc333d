import { VtError } from '@vt/base';
import type { Message, MessageInput } from '@vt/proto';
import { type Expr, type NodeOf, parse, print, type Select } from '@vt/sqlparser';
import { formatKeyRange, fullKeyRange, keyRangesEqual } from '@vt/vschema';
import { literal, plain } from '../names.ts';
import type { Primary } from '../shards.ts';

type VSchema = Message<'vschema.Keyspace'>;
export type Rule = MessageInput<'binlogdata.Rule'>;

/** How a table's rows find their shard: the name of the first vindex and its columns. Undefined: every shard gets all rows. */
export type Division = { readonly vindex: string; readonly columns: readonly string[] } | undefined;

/** Throws INVALID_ARGUMENT for a table that the VSchema of a sharded keyspace does not know, or does not divide. */
export function divisionOf(keyspace: string, vschema: VSchema, table: string): Division {
  if (!vschema.sharded) return undefined;
  const found = vschema.tables[table];
  if (!found) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `table ${table} not found in vschema for keyspace ${keyspace}`,
    });
  }
  if (found.type === 'reference') return undefined;
  const [first] = found.column_vindexes;
  if (!first) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `table ${keyspace}.${table} has no primary vindex` });
  }
  return { vindex: first.name, columns: first.columns.length > 0 ? first.columns : [first.column] };
}

/** Rows of one shard: `in_keyrange(columns…, 'keyspace.vindex', 'range')`. */
export function inKeyRange(keyspace: string, division: NonNullable<Division>, shard: string): string {
  const columns = division.columns.map(plain).join(', ');
  return `in_keyrange(${columns}, ${literal(`${keyspace}.${division.vindex}`)}, ${literal(shard)})`;
}

/** The key range of a shard; the whole range needs no filter, and so no vindex. */
export function rangeFilter({ record }: Primary): string {
  const range = record.key_range ?? fullKeyRange;
  return keyRangesEqual(range, fullKeyRange) ? '' : formatKeyRange(range);
}

/** A whole table, or the part of it that a shard of the target has. `where`: more conditions, as SQL. */
export function tableRule(
  table: string,
  keyspace: string,
  division: Division,
  range: string,
  where: readonly string[] = [],
): Rule {
  const conditions = [...where, ...(division && range !== '' ? [inKeyRange(keyspace, division, range)] : [])];
  const suffix = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
  return { match: table, filter: `select * from ${plain(table)}${suffix}` };
}

/**
 * A query over one table, narrowed to the rows of one shard of the target. The vindex's columns are those of the target table; what the query
 * computes them from is looked up in its list.
 */
export function narrowed(query: string, keyspace: string, division: Division, range: string): string {
  if (!division || range === '') return query;
  const tree = parseQuery(query);
  const sources = division.columns.map((column) => sourceOf(tree, column));
  const condition = `in_keyrange(${sources.join(', ')}, ${literal(`${keyspace}.${division.vindex}`)}, ${literal(range)})`;
  return print({
    ...tree,
    where: tree.where ? conditionOf(`(${print(tree.where)}) and ${condition}`) : conditionOf(condition),
  });
}

/** By text: parentheses come as they are needed. */
function conditionOf(text: string): Expr | null {
  return (parse(`select 1 from t where ${text}`) as Select).where;
}

export function parseQuery(query: string): Select {
  const tree = parse(query);
  const isPlain = tree.kind === 'Select' && tree.from.length === 1;
  if (isPlain) return tree;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `unrecognized statement: ${query}` });
}

/** The table that a query reads. */
export function sourceTable(query: string): string {
  const [from] = parseQuery(query).from;
  if (from?.kind === 'AliasedTableExpr' && from.expr.kind === 'TableName') return from.expr.name;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `unsupported from expression in ${query}` });
}

type Aliased = NodeOf<'AliasedExpr'>;

function sourceOf(tree: Select, column: string): string {
  if (tree.columns.some(({ kind }) => kind === 'StarExpr')) return plain(column);
  const found = tree.columns.find(
    (one): one is Aliased => one.kind === 'AliasedExpr' && nameOf(one).toLowerCase() === column.toLowerCase(),
  );
  if (found?.expr.kind === 'ColName') return plain(found.expr.name);
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `could not find a column for the primary vindex column ${column} in ${print(tree)}`,
  });
}

function nameOf({ as, expr }: Aliased): string {
  if (as !== '') return as;
  return expr.kind === 'ColName' ? expr.name : print(expr);
}
