import { emptyOk } from '@vt/sqltypes';
import type { Connection } from '../connection.ts';

/* COM_PING => command int<1> 0x0e */
export function ping<S, P>(conn: Connection<S, P>): void {
  conn.startReply('text').end(emptyOk, false);
}
