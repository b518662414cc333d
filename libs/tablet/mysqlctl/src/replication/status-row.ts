import { type GtidKind, type Position, parseGtidSet, unionPositions } from '@vt/mysql';
import type { SqlRow } from '../sql-executor.ts';
import { RELAY_LOG_WRITE_FAILURES, WAITS_FOR_DISK } from './full-disk.ts';
import type { ReplicationStatus, ThreadState } from './types.ts';

/**
 * Reads SHOW REPLICA STATUS of MySQL (new names), MySQL before 8.0.22 and MariaDB (old names). `executed` is the server's
 * own executed position, which MariaDB's row does not have.
 */
export function readReplicationStatus(row: SqlRow, kind: GtidKind, executed?: Position): ReplicationStatus {
  const text = (name: string) => row[name] ?? row[oldName(name)] ?? '';
  const position = 'Executed_Gtid_Set' in row ? gtidSet(kind, row['Executed_Gtid_Set']) : executed;
  const received = gtidSet(kind, row['Retrieved_Gtid_Set'] ?? row['Gtid_IO_Pos']);
  const lag = text('Seconds_Behind_Source');
  const usingGtid = text('Auto_Position') === '1' || !/^(no)?$/i.test(row['Using_Gtid'] ?? '');
  return {
    ioState: threadState(text('Replica_IO_Running')),
    sqlState: threadState(text('Replica_SQL_Running')),
    waitsForDisk: ['Replica_IO_State', 'Replica_SQL_Running_State'].some((name) => text(name) === WAITS_FOR_DISK),
    relayLogIsTorn: RELAY_LOG_WRITE_FAILURES.includes(text('Last_IO_Errno')),
    lastIoError: text('Last_IO_Error'),
    lastSqlError: text('Last_SQL_Error'),
    position,
    relayLogPosition: unionPositions(position, received),
    filePosition: filePosition(text('Relay_Source_Log_File'), text('Exec_Source_Log_Pos')),
    relayLogSourceBinlogEquivalentPosition: filePosition(text('Source_Log_File'), text('Read_Source_Log_Pos')),
    relayLogFilePosition: filePosition(text('Relay_Log_File'), text('Relay_Log_Pos')),
    sourceHost: text('Source_Host'),
    sourcePort: Number(text('Source_Port')),
    sourceUser: text('Source_User'),
    sourceUuid: text('Source_UUID'),
    sourceServerId: Number(text('Source_Server_Id')),
    connectRetrySeconds: Number(text('Connect_Retry')),
    lagSeconds: lag === '' ? undefined : Number(lag),
    delaySeconds: Number(text('SQL_Delay')),
    autoPosition: usingGtid,
    usingGtid,
    hasReplicationFilters: FILTER_COLUMNS.some((name) => text(name) !== ''),
    sslAllowed: text('Source_SSL_Allowed') === 'Yes',
  };
}

const FILTER_COLUMNS = [
  'Replicate_Do_DB',
  'Replicate_Do_Table',
  'Replicate_Ignore_DB',
  'Replicate_Ignore_Table',
  'Replicate_Rewrite_DB',
  'Replicate_Wild_Do_Table',
  'Replicate_Wild_Ignore_Table',
];

/** Source_Host was Master_Host, Replica_IO_Running was Slave_IO_Running. */
function oldName(name: string): string {
  return name.replace('Source', 'Master').replace('Replica_', 'Slave_');
}

export function threadState(text: string): ThreadState {
  switch (text.toLowerCase()) {
    case 'yes':
      return 'running';
    case 'connecting':
      return 'connecting';
    default:
      return 'stopped';
  }
}

export function gtidSet(kind: GtidKind, text: string | null | undefined): Position {
  return text ? parseGtidSet(kind, text) : undefined;
}

/** Undefined where the server has no such place yet. */
export function filePosition(file: string, position: string): Position {
  return file === '' || position === '' ? undefined : parseGtidSet('FilePos', `${file}:${position}`);
}
