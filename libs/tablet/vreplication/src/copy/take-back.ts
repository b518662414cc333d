import { VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { quoteName } from '@vt/sqlparser';
import type { Stream } from '../engine/stream.ts';
import { readStreams } from '../store/stream-row.ts';

/**
 * Empties tables whose copy was interrupted, and cannot go on where it was. INVARIANT: what is taken back is all that the tables have. Rows of streams from other sources, which
 * may be whole already, must not be among it.
 * @param what was interrupted
 * @throws VtError INVALID_ARGUMENT where the workflow has other streams
 */
export async function takeBack(stream: Stream, tables: readonly string[], what: string): Promise<void> {
  await requireAlone(stream, what);
  const session = await stream.openTarget(false);
  try {
    for (const table of tables) await session.execute(`DELETE FROM ${quoteName(table)}`, stream.signal);
  } finally {
    session.close();
  }
}

async function requireAlone({ control, dbName, id, row, signal }: Stream, what: string): Promise<void> {
  const others = await readStreams(control, dbName, sql`workflow = ${row.workflow} AND id <> ${id}`, signal);
  if (others.length === 0) return;
  const message = `the ${what} from ${row.source.keyspace}/${row.source.shard} was interrupted, and its rows cannot be told from those of the workflow's other sources: cancel the workflow and begin anew`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}
