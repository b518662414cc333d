import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';

/* COM_DEBUG => command int<1> 0x0d. Asks a server to write its state to its log; none of the users here has what that needs. */
export function debug<S, P>(conn: Connection<S, P>): void {
  conn.answerError(serverErrors.superNeeded());
}
