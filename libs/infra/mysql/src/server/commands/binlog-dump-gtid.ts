import { decodeSidBlock, formatGtidSet } from '../../gtid/index.ts';
import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';
import { DumpSink, fileName } from './dump-sink.ts';

/*
  COM_BINLOG_DUMP_GTID => command int<1> 0x1e · flags int<2> · server id int<4> · file name length int<4>, file name · position int<8> ·
                          length int<4>, GTID set (SID block)
  Answered with packets of events until the client goes away; where it did not want to wait for more, an EOF ends them.
*/
export function binlogDumpGtid<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const { handler } = conn.context;
  if (!handler.binlogDump) return conn.answerError(serverErrors.unknownCommand());
  const reader = new PacketReader(payload, 'COM_BINLOG_DUMP_GTID', 1);
  const flags = reader.u16();
  // The reader's server id, by which nobody tells readers apart here.
  reader.skip(4);
  const file = fileName(reader.bytes(reader.u32()));
  const position = reader.u64();
  const block = reader.remaining > 0 ? reader.bytes(reader.u32()) : Buffer.alloc(0);
  const gtidSet = block.length > 0 ? formatGtidSet(decodeSidBlock(block)) : '';
  const sink = new DumpSink(conn.startReply('text'));
  handler.binlogDump(conn, conn.session, { flags, file, position, gtidSet }, sink);
}
