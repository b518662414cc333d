import type { Context } from '../../context.ts';
import { inDatabase } from '../names.ts';
import type { Primary } from '../shards.ts';
import { query } from '../tablet-calls.ts';
import { schemaOf } from './schema.ts';

/** A table of a shard that has rows; undefined where all are empty. */
export async function rowsIn(context: Context, primary: Primary, signal: AbortSignal): Promise<string | undefined> {
  for (const name of (await schemaOf(context, primary, signal)).keys()) {
    const sql = `select 1 as found from ${inDatabase(primary.database, name)} limit 1`;
    if ((await query(context, primary.tablet, sql, signal)).length > 0) return name;
  }
  return undefined;
}
