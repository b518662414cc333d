import { emptyOk } from '@vt/sqltypes';
import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';

/*
  COM_REGISTER_REPLICA => command int<1> 0x15 · server id int<4> · host, user, password (each length int<1>, text) · port int<2> · rank int<4> ·
                          source id int<4>
  Nobody is told of replicas here: what a reader of a binary log says of itself before it asks for one is taken note of by saying OK.
*/
export function registerReplica<S, P>(conn: Connection<S, P>): void {
  if (!conn.context.handler.binlogDump) return conn.answerError(serverErrors.unknownCommand());
  conn.startReply('text').end(emptyOk, false);
}
