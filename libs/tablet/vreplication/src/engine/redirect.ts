import { type MysqlSession, sql } from '@vt/mysql';
import { positionExpression } from '../store/position-column.ts';
import { writeLog } from '../store/stream-log.ts';
import { readStreams, type StreamRow } from '../store/stream-row.ts';
import { sourceText } from '../workflow/create-workflow.ts';
import type { Journal } from './journals.ts';

const kept = [
  'max_tps',
  'max_replication_lag',
  'cell',
  'tablet_types',
  'transaction_timestamp',
  'db_name',
  'rows_copied',
  'tags',
  'workflow_type',
  'workflow_sub_type',
  'defer_secondary_keys',
  'options',
].join(', ');

/**
 * Replaces streams by such from the shards that a journal names, each from its position there: in one transaction. None of them runs; where one was
 * stopped, the new ones are. Returns the new rows.
 */
export async function redirectStreams(
  session: MysqlSession,
  { id: journalId, shard_gtids: places }: Journal,
  rows: readonly StreamRow[],
  signal: AbortSignal,
): Promise<readonly StreamRow[]> {
  const [first] = rows;
  if (!first) return [];
  const made: number[] = [];
  const stopped = rows.find(({ state }) => state === 'Stopped');
  const [state, message] = stopped ? ['Stopped', `stopped, as stream ${stopped.id} was`] : ['Running', ''];
  await session.execute('BEGIN', signal);
  for (const { keyspace, shard, gtid } of places) {
    const source = sourceText({ ...first.source, keyspace, shard });
    const values = sql`SELECT workflow, ${source}`;
    const begin = sql`UNIX_TIMESTAMP(), ${state ?? ''}, ${message ?? ''}`;
    const { insertId } = await session.execute(
      `INSERT INTO _vt.vreplication (workflow, source, pos, time_updated, state, message, ${kept}) ${values}, ${positionExpression(gtid)}, ${begin}, ${kept} FROM _vt.vreplication WHERE id = ${first.id}`,
      signal,
    );
    made.push(Number(insertId));
  }
  const old = rows.map(({ id }) => id).join(', ');
  await session.execute(`DELETE FROM _vt.vreplication WHERE id IN (${old})`, signal);
  await session.execute(`DELETE FROM _vt.copy_state WHERE vrepl_id IN (${old})`, signal);
  await session.execute('COMMIT', signal);
  for (const { id } of rows) await writeLog(session, id, 'Stream Deleted', 'Running', `journal ${journalId}`, signal);
  const created = await readStreams(session, first.dbName, `id IN (${made.join(', ')})`, signal);
  for (const row of created)
    await writeLog(session, row.id, 'Stream Created', row.state, `journal ${journalId}`, signal);
  return created;
}
