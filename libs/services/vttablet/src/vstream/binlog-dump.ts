import { randomInt } from 'node:crypto';
import { VtError } from '@vt/base';
import { type ConnectOptions, dumpBinlog, type Position, parsePosition } from '@vt/mysql';
import type { Flavor } from '@vt/mysqlctl';
import type { Message, ServiceHandlers } from '@vt/proto';
import { streamHandler } from '@vt/servenv';
import { framePayload, HEADER_BYTES, PAYLOAD_BYTES_MAX } from '@vt/sqltypes';
import type { VStreamGate } from '@vt/vstreamer';

type Handler = ServiceHandlers<'queryservice.Query'>['BinlogDumpGTID'];
type Request = Message<'binlogdata.BinlogDumpGTIDRequest'>;

/** Ids of readers, apart from those that replicas have. */
const SERVER_ID_MIN = 0x40000000;
const SERVER_ID_MAX = 0x7fffffff;
/** A flag of COM_BINLOG_DUMP_GTID: end where the log ends. */
const NON_BLOCKING = 1;
/** Stands in front of each event. */
const EVENT = Buffer.from([0]);
/** header, warnings 2, status 2 */
const END_PAYLOAD = Buffer.from([0xfe, 0, 0, 2, 0]);
const FIRST_SEQUENCE = 1;
/** Of one message; callers refuse messages of more than 16 MiB. */
const PIECE_BYTES_MAX = 1 << 20;

export type BinlogDumpDeps = {
  readonly connect: ConnectOptions;
  readonly flavor: Flavor;
  readonly gate: VStreamGate;
};

/**
 * BinlogDumpGTID: the events of mysqld's binary log behind a set of GTIDs (or from a place in a file), as the packets in which a server sends them to
 * a replica, which also tell every second that nothing happens. A long packet is spread over messages, its header never. Ends with UNAVAILABLE when
 * the tablet has lost its mysqld.
 */
export function binlogDumpHandler({ connect, flavor, gate }: BinlogDumpDeps): Handler {
  return streamHandler(async function* (request, context) {
    gate.enter(request.target);
    let sequence = FIRST_SEQUENCE;
    const endsWithLog = (request.flags & NON_BLOCKING) !== 0;
    const serverId = randomInt(SERVER_ID_MIN, SERVER_ID_MAX);
    const start = startOf(request, flavor);
    for await (const batch of dumpBinlog({ connect, start, serverId, endsWithLog }, context.signal))
      for (const event of batch) {
        const packets = framePayload(Buffer.concat([EVENT, event]), sequence);
        sequence += Math.ceil(packets.length / (HEADER_BYTES + PAYLOAD_BYTES_MAX));
        for (const raw of pieces(packets)) yield { raw };
        if (!gate.isServing) throw notServing();
      }
    if (endsWithLog) yield { raw: framePayload(END_PAYLOAD, sequence) };
  });
}

function startOf({ gtid_set, binlog_filename, binlog_position }: Request, flavor: Flavor): Position {
  if (gtid_set !== '' || binlog_filename === '')
    return parsePosition(gtid_set, flavor === 'mariadb' ? 'MariaDB' : 'MySQL56');
  return { kind: 'FilePos', file: binlog_filename, position: binlog_position };
}

/** Each begins where a packet does, or in the middle of a payload. */
function* pieces(packets: Buffer): Iterable<Buffer> {
  for (let at = 0; at < packets.length; ) {
    const packetEnd = Math.min(packets.length, at + HEADER_BYTES + PAYLOAD_BYTES_MAX);
    for (; at < packetEnd; at += PIECE_BYTES_MAX) yield packets.subarray(at, Math.min(packetEnd, at + PIECE_BYTES_MAX));
    at = packetEnd;
  }
}

function notServing(): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: 'binlog dump: operation not allowed in state NOT_CONNECTED' });
}
