import type { Connection } from '../connection.ts';

/* COM_QUIT => command int<1> 0x01. No answer. */
export function quit<S, P>(conn: Connection<S, P>): void {
  conn.quit();
}
