import { emptyOk } from '@vt/sqltypes';
import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';

/* COM_SET_OPTION => command int<1> 0x1b · option int<2> (0 multi-statements on, 1 off). Answered with an EOF. */
export function setOption<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const option = new PacketReader(payload, 'COM_SET_OPTION', 1).u16();
  if (option > 1) return conn.answerError(serverErrors.unknownCommand());
  conn.multiStatements = option === 0;
  conn.startReply('text').endRows(emptyOk, 0);
}
