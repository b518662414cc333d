import { type MysqlSession, sql } from '@vt/mysql';

/** Kinds of entries in `_vt.vreplication_log`. */
export type LogType =
  | 'Stream Created'
  | 'Stream Updated'
  | 'Stream Deleted'
  | 'State Changed'
  | 'Started Copy Phase'
  | 'Ended Copy Phase'
  | 'Error';

const MESSAGE_CHARS_MAX = 8192;

/** Adds an entry; one that repeats the last of its stream raises that one's count. */
export async function writeLog(
  session: MysqlSession,
  id: number,
  type: LogType,
  state: string,
  message: string,
  signal?: AbortSignal,
): Promise<void> {
  const text = message.slice(0, MESSAGE_CHARS_MAX);
  const [last] = await session.query(
    sql`SELECT id, type, state, message FROM _vt.vreplication_log WHERE vrepl_id = ${id} ORDER BY id DESC LIMIT 1`,
    signal,
  );
  const isSame = last && last['type'] === type && last['state'] === state && last['message'] === text;
  await session.execute(
    isSame
      ? `UPDATE _vt.vreplication_log SET count = count + 1 WHERE id = ${last['id']}`
      : sql`INSERT INTO _vt.vreplication_log (vrepl_id, type, state, message) VALUES (${id}, ${type}, ${state}, ${text})`,
    signal,
  );
}
