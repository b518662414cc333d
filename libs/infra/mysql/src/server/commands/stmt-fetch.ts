import { emptyOk } from '@vt/sqltypes';
import { Status } from '../../packets/capabilities.ts';
import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';

/* COM_STMT_FETCH => command int<1> 0x1c · statement_id int<4> · rows int<4>. Answered with rows and an EOF. */
export function stmtFetch<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const reader = new PacketReader(payload, 'COM_STMT_FETCH', 1);
  const statement = conn.statements.get(reader.u32(), 'mysql_stmt_precheck');
  const rows = reader.u32();
  const { cursor } = statement;
  if (!cursor) return conn.answerError(serverErrors.noCursor(statement.id));
  const { packets, last } = cursor.fetch(rows);
  const reply = conn.startReply('binary');
  for (const chunk of packets) reply.rows(chunk);
  if (last) statement.cursor = undefined;
  reply.endRows(emptyOk, last ? Status.LAST_ROW_SENT : Status.CURSOR_EXISTS);
}
