import { formatPosition, type MysqlSession } from '@vt/mysql';
import { replicationOf } from '@vt/mysqlctl';
import type { MessageInput } from '@vt/proto';
import { asDba } from '../mysqld/dba.ts';
import { protoPrimaryStatus, protoStatus } from '../rpc/proto-status.ts';
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
  'server_id',
  'server_uuid',
  'version',
  'version_comment',
];

async function variables(connection: MysqlSession, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const names = VARIABLES.map((name) => `'${name}'`).join(', ');
  const rows = await connection.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`, signal);
  return new Map(rows.map((row) => [row['Variable_name'] ?? '', row['Value'] ?? '']));
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
      const known = await variables(connection, signal);
      // It was stopped before, and waiting for the answer would make a new primary look dead.
      const status = manager.isForgetting ? undefined : await replication.status(signal);
      const primary = await replication.primaryStatus(signal);
      const readOnly = await replication.readOnlyState(signal);
      const semiSync = await replication.semiSync(signal);
      const isOn = (name: string) => /^(on|1)$/i.test(known.get(name) ?? '');
      return {
        server_id: Number(known.get('server_id') ?? 0),
        server_uuid: known.get('server_uuid') ?? primary.serverUuid,
        replication_status: status ? protoStatus(status) : null,
        primary_status: protoPrimaryStatus(primary),
        gtid_purged: known.has('gtid_purged')
          ? `MySQL56/${(known.get('gtid_purged') ?? '').replaceAll('\n', '')}`
          : formatPosition(undefined),
        version: known.get('version') ?? '',
        version_comment: known.get('version_comment') ?? '',
        read_only: readOnly.readOnly,
        super_read_only: readOnly.superReadOnly,
        gtid_mode: known.get('gtid_mode') ?? '',
        binlog_format: known.get('binlog_format') ?? '',
        binlog_row_image: known.get('binlog_row_image') ?? '',
        log_bin_enabled: isOn('log_bin'),
        log_replica_updates: isOn('log_replica_updates') || isOn('log_slave_updates'),
        semi_sync_primary_enabled: semiSync.primaryEnabled,
        semi_sync_replica_enabled: semiSync.replicaEnabled,
        semi_sync_primary_status: semiSync.primaryActive,
        semi_sync_replica_status: semiSync.replicaActive,
        semi_sync_primary_clients: semiSync.clients,
        semi_sync_wait_for_replica_count: semiSync.waitForReplicaCount,
        tablet_type: manager.type,
        disk_stalled: false,
        semi_sync_blocked: manager.monitors.isSemiSyncBlocked,
      };
    },
    signal,
  );
}
