import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';
import { DumpSink, fileName } from './dump-sink.ts';

/*
  COM_BINLOG_DUMP => command int<1> 0x12 · position int<4> · flags int<2> · server id int<4> · file name string<EOF>
  Answered as COM_BINLOG_DUMP_GTID.
*/
export function binlogDump<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const { handler } = conn.context;
  if (!handler.binlogDump) return conn.answerError(serverErrors.unknownCommand());
  const reader = new PacketReader(payload, 'COM_BINLOG_DUMP', 1);
  const position = BigInt(reader.u32());
  const flags = reader.u16();
  // The reader's server id, by which nobody tells readers apart here.
  reader.skip(4);
  const file = fileName(reader.rest());
  const sink = new DumpSink(conn.startReply('text'));
  handler.binlogDump(conn, conn.session, { flags, file, position, gtidSet: '' }, sink);
}
