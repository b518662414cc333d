import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';

/* COM_PROCESS_KILL => command int<1> 0x0c · connection_id int<4> */
export function processKill<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const id = new PacketReader(payload, 'COM_PROCESS_KILL', 1).u32();
  conn.context.handler.kill(conn, conn.session, id, conn.startReply('text'));
}
