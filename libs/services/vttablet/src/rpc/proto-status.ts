import { VtError } from '@vt/base';
import { formatPosition } from '@vt/mysql';
import type { PrimaryStatus, ReplicationStatus, ThreadState } from '@vt/mysqlctl';
import type { MessageInput } from '@vt/proto';

/** replicationdata's numbers of a replication thread's state; 0 is unknown. */
const threadStates = { stopped: 1, connecting: 2, running: 3 } as const satisfies Record<ThreadState, number>;

export function protoStatus(status: ReplicationStatus): MessageInput<'replicationdata.Status'> {
  return {
    position: formatPosition(status.position),
    relay_log_position: formatPosition(status.relayLogPosition),
    file_position: formatPosition(status.filePosition),
    relay_log_source_binlog_equivalent_position: formatPosition(status.relayLogSourceBinlogEquivalentPosition),
    relay_log_file_position: formatPosition(status.relayLogFilePosition),
    replication_lag_seconds: status.lagSeconds ?? 0,
    replication_lag_unknown: status.lagSeconds === undefined,
    source_host: status.sourceHost,
    source_port: status.sourcePort,
    source_user: status.sourceUser,
    source_uuid: status.sourceUuid,
    source_server_id: status.sourceServerId,
    connect_retry: status.connectRetrySeconds,
    io_state: threadStates[status.ioState],
    last_io_error: status.lastIoError,
    sql_state: threadStates[status.sqlState],
    last_sql_error: status.lastSqlError,
    sql_delay: status.delaySeconds,
    auto_position: status.autoPosition,
    using_gtid: status.usingGtid,
    has_replication_filters: status.hasReplicationFilters,
    ssl_allowed: status.sslAllowed,
  };
}

export function protoPrimaryStatus(status: PrimaryStatus): MessageInput<'replicationdata.PrimaryStatus'> {
  return {
    position: formatPosition(status.position),
    file_position: formatPosition(status.filePosition),
    server_uuid: status.serverUuid,
  };
}

export function noReplication(): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: 'no replication status' });
}
