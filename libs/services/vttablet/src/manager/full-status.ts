import { formatPosition, type MysqlSession } from '@vt/mysql';
import { replicationOf } from '@vt/mysqlctl';
import type { MessageInput } from '@vt/proto';
import { asDba } from '../mysqld/dba.ts';
import { protoPrimaryStatus, protoStatus } from '../rpc/proto-status.ts';
import { readVariables } from './server-variables.ts';
import type { TabletManager } from './tablet-manager.ts';

type FullStatus = MessageInput<'replicationdata.FullStatus'>;

const VARIABLES = [
  'binlog_format',
  'binlog_row_image',
  'gtid_mode',
  'gtid_purged',
  'log_bin',
  'log_replica_updates',
  'log_slave_updates',
  'read_only',
  'server_id',
  'server_uuid',
  'super_read_only',
  'version',
  'version_comment',
];

const semiSync = {
  primary: ['rpl_semi_sync_source', 'rpl_semi_sync_master'],
  replica: ['rpl_semi_sync_replica', 'rpl_semi_sync_slave'],
} as const;
const WAIT_COUNTS = ['rpl_semi_sync_source_wait_for_replica_count', 'rpl_semi_sync_master_wait_for_slave_count'];
const ALL_VARIABLES = [
  ...VARIABLES,
  ...[...semiSync.primary, ...semiSync.replica].map((name) => `${name}_enabled`),
  ...WAIT_COUNTS,
  ...semiSync.primary.map((name) => `${name}_timeout`),
];

const isOn = (value: string | undefined): boolean => /^(on|1)$/i.test(value ?? '');
const either = (values: ReadonlyMap<string, string>, names: readonly string[], suffix: string) =>
  names.map((name) => values.get(`${name}${suffix}`)).find((value) => value !== undefined);

/** What semi-sync does now; not asked for where it is off. */
async function semiSyncStatus(
  manager: TabletManager,
  connection: MysqlSession,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const names = [
    ...semiSync.primary.flatMap((n) => [`${n}_status`, `${n}_clients`]),
    ...semiSync.replica.map((n) => `${n}_status`),
  ];
  const list = names.map((name) => `'${name}'`).join(', ');
  const isMysql = manager.server.version.flavor === 'mysql';
  const sql = isMysql
    ? `SELECT VARIABLE_NAME AS Variable_name, VARIABLE_VALUE AS Value FROM performance_schema.global_status WHERE VARIABLE_NAME IN (${list})`
    : `SHOW GLOBAL STATUS WHERE Variable_name IN (${list})`;
  const rows = await connection.query(sql, signal);
  return new Map(rows.map((row) => [(row['Variable_name'] ?? '').toLowerCase(), row['Value'] ?? '']));
}

/**
 * Everything about mysqld that decides about repairs and reparents. While its disk stalls that is all there is to tell: mysqld might never answer.
 */
export async function readFullStatus(manager: TabletManager, signal: AbortSignal): Promise<FullStatus> {
  if (manager.monitors.diskProblem !== undefined) return { disk_stalled: true, tablet_type: manager.type };
  return await asDba(
    manager.server,
    async (connection) => {
      const replication = replicationOf(connection, manager.server.version);
      const known = await readVariables(manager.server, connection, ALL_VARIABLES, signal);
      // It was stopped before, and waiting for the answer would make a new primary look dead.
      const status = manager.isForgetting ? undefined : await replication.status(signal);
      const watch = status && (await replication.sourceWatch(signal));
      const primary = await replication.primaryStatus(signal, known.get('server_uuid') ?? known.get('server_id'));
      const readOnly = isOn(known.get('read_only'));
      const isPrimaryOn = isOn(either(known, semiSync.primary, '_enabled'));
      const isReplicaOn = isOn(either(known, semiSync.replica, '_enabled'));
      const now =
        isPrimaryOn || isReplicaOn ? await semiSyncStatus(manager, connection, signal) : new Map<string, string>();
      return {
        server_id: Number(known.get('server_id') ?? 0),
        server_uuid: known.get('server_uuid') ?? primary.serverUuid,
        replication_status: status ? protoStatus(status) : null,
        primary_status: protoPrimaryStatus(primary),
        replication_configuration: watch
          ? { heartbeat_interval: watch.heartbeatSeconds, replica_net_timeout: watch.netTimeoutSeconds }
          : null,
        gtid_purged: known.has('gtid_purged')
          ? `MySQL56/${(known.get('gtid_purged') ?? '').replaceAll('\n', '')}`
          : formatPosition(undefined),
        version: known.get('version') ?? '',
        version_comment: known.get('version_comment') ?? '',
        read_only: readOnly,
        super_read_only: known.has('super_read_only') ? isOn(known.get('super_read_only')) : readOnly,
        gtid_mode: known.get('gtid_mode') ?? '',
        binlog_format: known.get('binlog_format') ?? '',
        binlog_row_image: known.get('binlog_row_image') ?? '',
        log_bin_enabled: isOn(known.get('log_bin')),
        log_replica_updates: isOn(known.get('log_replica_updates')) || isOn(known.get('log_slave_updates')),
        semi_sync_primary_enabled: isPrimaryOn,
        semi_sync_replica_enabled: isReplicaOn,
        semi_sync_primary_status: isOn(either(now, semiSync.primary, '_status')),
        semi_sync_replica_status: isOn(either(now, semiSync.replica, '_status')),
        semi_sync_primary_clients: Number(either(now, semiSync.primary, '_clients') ?? 0),
        // As text: it may be more milliseconds than a number holds exactly.
        semi_sync_primary_timeout: either(known, semiSync.primary, '_timeout') ?? 0n,
        semi_sync_wait_for_replica_count: Number(either(known, WAIT_COUNTS, '') ?? 1),
        tablet_type: manager.type,
        // There may be some space again: the monitor of the disk sees no problem, and replication still stands.
        disk_stalled: status?.waitsForDisk ?? false,
        semi_sync_blocked: manager.monitors.isSemiSyncBlocked,
      };
    },
    signal,
  );
}
