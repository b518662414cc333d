import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';

/* COM_STMT_CLOSE => command int<1> 0x19 · statement_id int<4>. No answer, whatever happens. */
export function stmtClose<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  try {
    const id = new PacketReader(payload, 'COM_STMT_CLOSE', 1).u32();
    const statement = conn.statements.find(id);
    conn.statements.delete(id);
    if (statement) conn.context.handler.closeStatement(conn, conn.session, statement.handle);
  } catch (thrown) {
    conn.errorOf(thrown);
  }
  conn.commandDone();
}
