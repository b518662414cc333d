import { readComQuery } from '../../packets/com-query.ts';
import type { Connection } from '../connection.ts';
import { statementText } from './statement-text.ts';

export function query<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const { sql, attributes } = readComQuery(payload, conn.capabilities);
  conn.context.handler.query(conn, conn.session, statementText(sql), conn.startReply('text', attributes));
}
