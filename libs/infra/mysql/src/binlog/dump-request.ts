import { encodeSidBlock, formatGtidSet, type Position } from '../gtid/index.ts';

const COM_BINLOG_DUMP = 0x12;
const COM_BINLOG_DUMP_GTID = 0x1e;
const FILE_START = 4n;
const NS_PER_MS = 1_000_000;
const WRITE_TIMEOUT_S = 3600;
/** Ends where the log ends, instead of waiting for more. */
const NON_BLOCKING = 1;
/** MariaDB: this reader knows GTIDs, and every event there is. */
const KNOWS_GTIDS = 4;

/** What a session must be told before the dump begins. */
export function dumpSettings(start: Position, heartbeatMs: number, mariadb: boolean): string[] {
  const period = Math.round(heartbeatMs * NS_PER_MS);
  const settings = [
    `set @source_heartbeat_period = ${period}, @master_heartbeat_period = ${period}`,
    'set @source_binlog_checksum = @@global.binlog_checksum, @master_binlog_checksum = @@global.binlog_checksum',
  ];
  // A reader that is held back for a while is not gone.
  settings.push(`set session net_write_timeout = ${WRITE_TIMEOUT_S}`);
  if (!mariadb) return settings;
  settings.push(`set @mariadb_slave_capability = ${KNOWS_GTIDS}`);
  if (start?.kind === 'FilePos') return settings;
  // A set of MariaDB GTIDs is digits, dashes and commas.
  const state = start === undefined ? '' : formatGtidSet(start);
  return [...settings, `set @slave_connect_state = '${state}'`, 'set @slave_gtid_strict_mode = 1'];
}

export type DumpReader = {
  readonly serverId: number;
  /** The answer ends where the log ends. */
  readonly endsWithLog: boolean;
};

/** The command that asks for everything behind `start`; the beginning is all that the server still has. */
export function dumpRequest(start: Position, reader: DumpReader, mariadb: boolean): Buffer {
  if (start?.kind === 'FilePos') return fileDump(start.file, start.position, reader);
  if (mariadb) return fileDump('', FILE_START, reader);
  return gtidDump(start?.kind === 'MySQL56' ? encodeSidBlock(start) : Buffer.alloc(8), reader);
}

const flagsOf = ({ endsWithLog }: DumpReader): number => (endsWithLog ? NON_BLOCKING : 0);

/** command 1 · position 4 · flags 2 · server id 4 · file */
function fileDump(file: string, position: bigint, reader: DumpReader): Buffer {
  const head = Buffer.alloc(11);
  head[0] = COM_BINLOG_DUMP;
  head.writeUInt32LE(Number(position), 1);
  head.writeUInt16LE(flagsOf(reader), 5);
  head.writeUInt32LE(reader.serverId, 7);
  return Buffer.concat([head, Buffer.from(file)]);
}

/** command 1 · flags 2 · server id 4 · file length 4, file · position 8 · length 4 · GTID set */
function gtidDump(block: Buffer, reader: DumpReader): Buffer {
  const head = Buffer.alloc(23);
  head[0] = COM_BINLOG_DUMP_GTID;
  head.writeUInt16LE(flagsOf(reader), 1);
  head.writeUInt32LE(reader.serverId, 3);
  head.writeBigUInt64LE(FILE_START, 11);
  head.writeUInt32LE(block.length, 19);
  return Buffer.concat([head, block]);
}
