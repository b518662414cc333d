import type { Connection } from '../connection.ts';

/* COM_INIT_DB => command int<1> 0x02 · name string<EOF> */
export function initDb<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  conn.context.handler.initDb(conn, conn.session, payload.toString('utf8', 1), conn.startReply('text'));
}
