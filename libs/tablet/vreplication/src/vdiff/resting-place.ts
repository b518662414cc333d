import { type MysqlSession, sql } from '@vt/mysql';
import { isSwitched } from '../workflow/switched.ts';

/** Where all of a workflow's streams rest; undefined where one of them does not, or is a switch's, or there are none. @param lock 'FOR UPDATE': they stay there until the transaction ends. */
export async function restingPlace(
  session: MysqlSession,
  dbName: string,
  workflow: string,
  signal: AbortSignal,
  lock: 'FOR UPDATE' | '' = '',
): Promise<string | undefined> {
  const rows = await session.query(
    `${sql`SELECT id, state, message, HEX(pos) AS pos FROM _vt.vreplication WHERE workflow = ${workflow} AND db_name = ${dbName} ORDER BY id`} ${lock}`,
    signal,
  );
  const isResting = rows.every(({ state, message }) => state === 'Stopped' && !isSwitched({ message: message ?? '' }));
  return isResting && rows.length > 0 ? rows.map(({ id, pos }) => `${id}:${pos}`).join() : undefined;
}
