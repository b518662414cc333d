import { emptyOk } from '@vt/sqltypes';
import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';

/* COM_STMT_RESET => command int<1> 0x1a · statement_id int<4>. Forgets long data and closes the cursor. */
export function stmtReset<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const id = new PacketReader(payload, 'COM_STMT_RESET', 1).u32();
  const statement = conn.statements.get(id, 'mysql_stmt_precheck');
  statement.longData = undefined;
  statement.cursor = undefined;
  conn.startReply('text').end(emptyOk, false);
}
