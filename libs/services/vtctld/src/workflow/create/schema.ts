import { VtError } from '@vt/base';
import { type CreateTable, parse, print } from '@vt/sqlparser';
import { ask } from '../../ask.ts';
import type { Context } from '../../context.ts';
import { createDefinitions } from '../../schema/create-definitions.ts';
import { withDatabase } from '../../shard-tablets.ts';
import { type Primary, primariesOf, serving } from '../shards.ts';
import { each } from '../tablet-calls.ts';

export type TableSchema = { readonly name: string; readonly schema: string; readonly type: string };

/** Tables (and views, if wanted) of a shard, by name. */
export async function schemaOf(
  context: Context,
  { tablet }: Primary,
  signal: AbortSignal,
  { views = false }: { readonly views?: boolean } = {},
): Promise<Map<string, TableSchema>> {
  const request = { include_views: views, table_schema_only: true };
  const { schema_definition } = await ask(context, tablet, 'GetSchema', request, signal);
  const own = (schema_definition?.table_definitions ?? []).filter(({ name }) => !isInternal(name));
  return new Map(own.map(({ name, schema, type }) => [name, { name, schema, type }]));
}

/** Tables that are made and dropped by machinery, and are nobody's data. */
export function isInternal(name: string): boolean {
  return /^_vt_(hld|prg|evc|drp|vrp)_[0-9a-f]{32}_\d{14}_$/.test(name) || /^_[0-9a-f_]{36,}_(gho|del|ghc)$/.test(name);
}

export type Changes = { readonly foreignKeys?: 'keep' | 'drop'; readonly autoIncrement?: 'keep' | 'drop' };

/** A CREATE statement without what must not come along. What needs no change stays as the server wrote it. */
export function adaptedDdl(ddl: string, { foreignKeys = 'keep', autoIncrement = 'keep' }: Changes): string {
  if (foreignKeys === 'keep' && autoIncrement === 'keep') return ddl;
  const tree = parseCreate(ddl);
  const { spec } = tree;
  if (!spec) return ddl;
  const constraints = spec.constraints.filter(({ details }) => foreignKeys === 'keep' || details.kind !== 'ForeignKey');
  const columns = spec.columns.map((column) =>
    autoIncrement === 'drop' ? { ...column, autoIncrement: false } : column,
  );
  const options = spec.options.filter(
    ({ name }) => autoIncrement === 'keep' || name.toLowerCase() !== 'auto_increment',
  );
  return print({ ...tree, spec: { ...spec, constraints, columns, options } });
}

export function parseCreate(ddl: string): CreateTable {
  const tree = parse(ddl);
  if (tree.kind === 'CreateTable') return tree;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `not a CREATE TABLE statement: ${ddl}` });
}

/** The column that counts by itself; undefined where there is none. */
export function autoIncrementColumn(ddl: string): string | undefined {
  return parseCreate(ddl).spec?.columns.find(({ autoIncrement }) => autoIncrement)?.name;
}

/** Makes the tables, and views, on each shard where they are not there yet. */
export async function deployTables(
  context: Context,
  primaries: Iterable<Primary>,
  ddls: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  await each(primaries, async (primary) => {
    const present = await schemaOf(context, primary, signal, { views: true });
    const absent = [...ddls].filter(([name]) => !present.has(name));
    const statements = absent.map(([, ddl]) => withDatabase(ddl, primary.database));
    await createDefinitions(context, primary, statements, signal);
  });
}

/** Serving shards of a keyspace, but those of `except`, that have any of the tables. */
export async function shardsWith(
  context: Context,
  keyspace: string,
  tables: readonly string[],
  except: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const all = serving(await primariesOf(context.topo, keyspace, signal, { lenient: true }));
  const others = [...all].filter(([shard]) => !except.includes(shard));
  const found = await each(others, async ([shard, primary]) => {
    const present = await schemaOf(context, primary, signal);
    return tables.some((table) => present.has(table)) ? [shard] : [];
  });
  return found.flat();
}
