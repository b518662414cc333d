import type { Connection } from '../connection.ts';

/* COM_STATISTICS => command int<1> 0x09. Answered with a text alone: string<EOF>. */
export function statistics<S, P>(conn: Connection<S, P>): void {
  conn.channel.send(Buffer.from(conn.context.handler.statistics(conn, conn.session), 'utf8'));
  conn.commandDone();
}
