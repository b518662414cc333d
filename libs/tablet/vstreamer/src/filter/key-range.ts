import { charsetByName, collationById, convertCharset } from '@vt/collations';
import type { Expr } from '@vt/sqlparser';
import { type BindValue, type Field, isBinary, isQuoted, Type } from '@vt/sqltypes';
import {
  type Destination,
  type KeyRange,
  keyRangeContains,
  parseKeyRange,
  type Vindex,
  type VSchema,
  vindexRegistry,
} from '@vt/vschema';
import { badRequest, cannotTell, unsupported } from '../errors.ts';
import type { Cells } from './table-plan.ts';

/** What is asked of a VSchema to find a row's keyspace id. */
export type KeyEnvironment = { readonly vschema: VSchema | undefined; readonly keyspace: string };

/** How a row's keyspace id is computed: by which vindex from which columns. */
export type KeyspaceIdOf = { readonly columns: readonly number[]; readonly of: (row: Cells) => Uint8Array | undefined };

/**
 * in_keyrange('-80'): by the table's primary vindex; in_keyrange(column, …, 'vindex', '-80'): by that one, `type` or `keyspace.name`.
 */
export function compileInKeyRange(
  args: readonly Expr[],
  table: string,
  fields: readonly Field[],
  env: KeyEnvironment,
): { readonly columns: readonly number[]; readonly test: (row: Cells) => boolean } {
  const range = readRange(textArgument(args.at(-1)));
  if (args.length === 2) throw badRequest('in_keyrange takes a key range, or columns, a vindex and a key range');
  const key =
    args.length === 1 ? primaryKeyspaceId(table, fields, env) : namedKeyspaceId(args.slice(0, -1), fields, env);
  const test = (row: Cells): boolean => {
    const id = key.of(row);
    return id !== undefined && keyRangeContains(range, id);
  };
  return { columns: key.columns, test };
}

function readRange(text: string): KeyRange {
  try {
    return parseKeyRange(text);
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

function textArgument(expr: Expr | undefined): string {
  if (expr?.kind === 'Literal' && expr.type === 'String') return expr.value;
  throw badRequest('in_keyrange: the key range and the vindex are string literals');
}

export function primaryKeyspaceId(table: string, fields: readonly Field[], env: KeyEnvironment): KeyspaceIdOf {
  const found = env.vschema?.keyspaces.get(env.keyspace)?.tables.get(table);
  const [primary] = found?.columnVindexes ?? [];
  if (!primary) throw cannotTell(`table ${table} of keyspace ${env.keyspace} has no primary vindex in the VSchema`);
  return keyspaceIdOf(primary.vindex, primary.columns, fields);
}

function namedKeyspaceId(args: readonly Expr[], fields: readonly Field[], env: KeyEnvironment): KeyspaceIdOf {
  const columns = args.slice(0, -1).map((arg) => {
    if (arg.kind !== 'ColName') throw badRequest('in_keyrange: what comes before the vindex must be columns');
    return arg.name;
  });
  return keyspaceIdOf(vindexOf(textArgument(args.at(-1)), env), columns, fields);
}

/** `type` alone makes one without parameters; `keyspace.name` is the VSchema's, and so is a bare name that it has. */
function vindexOf(name: string, env: KeyEnvironment): Vindex {
  const at = name.indexOf('.');
  const [keyspace, own] = at < 0 ? [env.keyspace, name] : [name.slice(0, at), name.slice(at + 1)];
  const known = env.vschema?.keyspaces.get(keyspace)?.vindexes.get(own)?.vindex;
  if (known) return known;
  if (at >= 0) throw cannotTell(`keyspace ${keyspace} has no vindex ${own}`);
  return vindexRegistry().create(name, name, {});
}

function keyspaceIdOf(vindex: Vindex, columns: readonly string[], fields: readonly Field[]): KeyspaceIdOf {
  if (vindex.kind === 'lookup') throw unsupported(`vindex ${vindex.name}: it asks a table, and a stream cannot`);
  const at = columns.map((name) => indexOfColumn(name, fields));
  const read = at.map((index) => bindReader(index, fields[index] as Field));
  if (vindex.kind === 'multi') {
    return { columns: at, of: (row) => idOf(vindex.map(read.map((one) => one(row)))) };
  }
  if (at.length !== 1) throw badRequest(`vindex ${vindex.name} takes one column`);
  const [only] = read;
  return { columns: at, of: (row) => idOf(vindex.map((only as (row: Cells) => BindValue)(row))) };
}

export function indexOfColumn(name: string, fields: readonly Field[]): number {
  const at = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
  if (at < 0) throw badRequest(`column ${name} not found in table`);
  return at;
}

function idOf(destination: Destination): Uint8Array | undefined {
  return destination.kind === 'KeyspaceId' ? destination.keyspaceId : undefined;
}

/** INVARIANT: gates hash texts in utf8mb4, so a text of another character set is hashed as what it is in utf8mb4. */
function bindReader(index: number, field: Field): (row: Cells) => BindValue {
  const from = charsetByName(collationById(field.charset)?.charset ?? '');
  const to = charsetByName('utf8mb4');
  const isText = isQuoted(field.type) && !isBinary(field.type);
  const convert = isText && from && to && !/^(?:utf8mb[34]|binary|ascii)$/.test(from.name);
  return (row) => {
    const value = row[index];
    if (value === null || value === undefined) return { type: Type.NULL_TYPE, value: new Uint8Array(0) };
    return { type: field.type, value: convert ? convertCharset(value, from, to).bytes : value };
  };
}
