import { VtError } from '@vt/base';
import type { Context } from '../../context.ts';
import { inDatabase } from '../names.ts';
import type { Primary } from '../shards.ts';
import { each, query } from '../tablet-calls.ts';
import { schemaOf } from './schema.ts';

/** A table of a shard that has rows; undefined where all are empty. */
export async function rowsIn(context: Context, primary: Primary, signal: AbortSignal): Promise<string | undefined> {
  const tables = (await schemaOf(context, primary, signal)).keys();
  for (const name of tables) if (await hasRows(context, primary, name, signal)) return name;
  return undefined;
}

/** Refuses tables that have rows already: a copy would stop at the first that comes again, and a cancelled move would drop all of them. */
export async function checkTablesAreEmpty(
  context: Context,
  primaries: Iterable<Primary>,
  { keyspace, tables }: { readonly keyspace: string; readonly tables: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const found = new Set<string>();
  await each(primaries, async (primary) => {
    const present = await schemaOf(context, primary, signal);
    for (const name of tables) {
      if (present.has(name) && (await hasRows(context, primary, name, signal))) found.add(name);
    }
  });
  if (found.size === 0) return;
  const list = [...found].sort().join(', ');
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `failed to validate that all target tables are empty: non-empty tables found in target keyspace(${keyspace}): ${list}`,
  });
}

export async function hasRows(context: Context, { database, tablet }: Primary, name: string, signal: AbortSignal) {
  const sql = `select 1 as found from ${inDatabase(database, name)} limit 1`;
  return (await query(context, tablet, sql, signal)).length > 0;
}
