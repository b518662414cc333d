import { VtError } from '@vt/base';
import type { Context } from '../../context.ts';
import { literal } from '../names.ts';
import type { Primary } from '../shards.ts';
import { each, query } from '../tablet-calls.ts';

/** Refuses zones that a target cannot convert times between: it would make NULL of them. */
export async function checkTimeZones(
  context: Context,
  primaries: Iterable<Primary>,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  if (from === '') return;
  const sql = `select convert_tz('2006-01-02 15:04:05', ${literal(from)}, ${literal(to || 'UTC')}) as converted`;
  await each(primaries, async ({ keyspace, shard, tablet }) => {
    const [row] = await query(context, tablet, sql, signal);
    if (row?.['converted'] !== null) return;
    const message = `${keyspace}/${shard} cannot convert times from ${from} to ${to || 'UTC'}: the zone is unknown, or mysqld's time zone tables are not loaded`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  });
}
