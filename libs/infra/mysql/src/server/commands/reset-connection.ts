import type { Connection } from '../connection.ts';

/* COM_RESET_CONNECTION => command int<1> 0x1f */
export function resetConnection<S, P>(conn: Connection<S, P>): void {
  const { handler } = conn.context;
  conn.statements.clear((statement) => handler.closeStatement(conn, conn.session, statement.handle));
  handler.resetConnection(conn, conn.session, conn.startReply('text'));
}
