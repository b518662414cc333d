import type { MysqlSession } from '@vt/mysql';
import type { StreamRow } from '../store/stream-row.ts';
import { isRestMessage, MOVED } from './synchronize.ts';
import { readVDiffs } from './vdiff-row.ts';

/** Has streams go on that rest for a VDiff which has ended: the tablet stopped, or was no primary any more, before they could be started. True: there were such. */
export async function startLeftResting(
  session: MysqlSession,
  dbName: string,
  rows: readonly StreamRow[],
): Promise<boolean> {
  const resting = rows.filter(({ message }) => isRestMessage(message));
  if (resting.length === 0) return false;
  const vdiffs = await readVDiffs(session, dbName, "state IN ('pending', 'started')");
  const left = resting.filter((row) => !vdiffs.some(({ workflow }) => workflow === row.workflow));
  if (left.length === 0) return false;
  const set = `state = IF(message = '${MOVED}', 'Stopped', 'Running'), message = '', stop_pos = NULL`;
  await session.execute(`UPDATE _vt.vreplication SET ${set} WHERE id IN (${left.map(({ id }) => id).join(', ')})`);
  return true;
}
