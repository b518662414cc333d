import { VtError } from '@vt/base';
import { type MessageInput, type RequestInput, type Response, serviceDefinition } from '@vt/proto';
import { toProtoRow } from '@vt/sqltypes';
import type { Tablet } from '@vt/topo';
import { TabletManagers } from '@vt/vtctld';

type Manager = 'tabletmanagerservice.TabletManager';
type Method = Parameters<TabletManagers['call']>[1];
type Wire = {
  responseSerialize(message: unknown): Buffer;
  responseDeserialize(bytes: Buffer): unknown;
};

const GTID = 'MySQL56/3e11fa47-71ca-11e1-9e33-c80aa9429562:1-';
const TABLE = {
  name: 'customer',
  schema:
    'CREATE TABLE `customer` (\n  `id` bigint NOT NULL,\n  `email` varchar(128) DEFAULT NULL,\n  PRIMARY KEY (`id`)\n)',
  columns: ['id', 'email'],
  primary_key_columns: ['id'],
  type: 'BASE TABLE',
  data_length: 16_384n,
  row_count: 5n,
  fields: [
    { name: 'id', type: 'INT64' },
    { name: 'email', type: 'VARCHAR' },
  ],
} as const;
const VIEW = { name: 'emails', schema: 'CREATE VIEW `emails` AS select 1', type: 'VIEW' } as const;

const status: MessageInput<'replicationdata.Status'> = {
  position: `${GTID}41`,
  replication_lag_seconds: 2,
  source_host: 'host100',
  source_port: 3306,
  connect_retry: 10,
  relay_log_position: `${GTID}42`,
  source_server_id: 1_000_100,
  source_uuid: '3e11fa47-71ca-11e1-9e33-c80aa9429562',
  io_state: 3,
  sql_state: 3,
  source_user: 'vt_repl',
  auto_position: true,
  using_gtid: true,
  semi_sync_replica_enabled: true,
  semi_sync_replica_status: true,
};

const fullStatus = (tablet: Tablet): MessageInput<'replicationdata.FullStatus'> => {
  const isPrimary = tablet.type === 'PRIMARY';
  return {
    server_id: 1_000_000 + (tablet.alias?.uid ?? 0),
    server_uuid: '3e11fa47-71ca-11e1-9e33-c80aa9429562',
    ...(isPrimary
      ? { primary_status: { position: `${GTID}42`, file_position: 'FilePos/bin.000001:1042' } }
      : { replication_status: status }),
    version: '9.1.0',
    version_comment: 'MySQL Community Server - GPL',
    read_only: !isPrimary,
    super_read_only: !isPrimary,
    gtid_mode: 'ON',
    binlog_format: 'ROW',
    binlog_row_image: 'FULL',
    log_bin_enabled: true,
    log_replica_updates: true,
    semi_sync_primary_enabled: isPrimary,
    semi_sync_primary_status: isPrimary,
    semi_sync_replica_enabled: !isPrimary,
    semi_sync_replica_status: !isPrimary,
    semi_sync_primary_clients: isPrimary ? 1 : 0,
    semi_sync_primary_timeout: 18_446_744_073_709_551_615n,
    semi_sync_wait_for_replica_count: 1,
    replication_configuration: { heartbeat_interval: 4, replica_net_timeout: 8 },
    tablet_type: tablet.type,
  };
};

const result = {
  fields: [
    { name: 'a', type: 'INT64' },
    { name: 'b', type: 'VARCHAR' },
  ],
  rows: [toProtoRow([Buffer.from('1'), null]), toProtoRow([Buffer.from('2'), Buffer.from('x y')])],
  rows_affected: 2n,
} as const;

/** What a tablet's manager answers to a method: the same always. */
const answers: { readonly [M in Method]?: (tablet: Tablet) => Parameters<typeof wired<M>>[1] } = {
  ChangeTags: () => ({ tags: { zone: 'a' } }),
  CheckThrottler: () => ({
    response_code: 'OK',
    value: 0.5,
    threshold: 5,
    summary: '',
    metrics: { lag: { name: 'lag', value: 0.5, threshold: 5, response_code: 'OK', scope: 'self' } },
  }),
  ExecuteFetchAsApp: () => ({ result }),
  ExecuteFetchAsDba: () => ({ result }),
  ExecuteHook: () => ({ exit_status: 0n, stdout: 'done\n', stderr: '' }),
  ExecuteMultiFetchAsDba: () => ({ results: [result, result] }),
  FullStatus: (tablet) => ({ status: fullStatus(tablet) }),
  GetPermissions: () => ({
    permissions: { user_permissions: [{ host: 'localhost', user: 'vt_app', privileges: { Select_priv: 'Y' } }] },
  }),
  GetSchema: () => ({
    schema_definition: { database_schema: 'CREATE DATABASE `{{.DatabaseName}}`', table_definitions: [TABLE, VIEW] },
  }),
  GetReplicas: () => ({ addrs: ['127.0.0.1'] }),
  Ping: () => ({ payload: 'ping' }),
  PrimaryPosition: () => ({ position: `${GTID}42` }),
  ReadVReplicationWorkflows: () => ({ workflows: [] }),
  RefreshState: () => ({}),
  ReloadSchema: () => ({}),
  ReplicationStatus: () => ({ status }),
  RunHealthCheck: () => ({}),
  SetReadOnly: () => ({}),
  SetReadWrite: () => ({}),
  StartReplication: () => ({}),
  StopReplication: () => ({}),
};

/** Through the wire form, so that fields that were left out have their defaults. */
export function wired<M extends Method>(method: M, message: MessageInput<never> | object): Response<Manager, M> {
  const wire = serviceDefinition('tabletmanagerservice.TabletManager')[method] as unknown as Wire;
  return wire.responseDeserialize(wire.responseSerialize(message)) as Response<Manager, M>;
}

/** Tablets that answer each method in the same way always; those whose uid ends in 9 do not answer. */
export class FakeManagers extends TabletManagers {
  constructor() {
    super(() => {
      throw new Error('there is no network here');
    });
  }

  override async call<M extends Method>(
    tablet: Tablet,
    method: M,
    _request: RequestInput<Manager, M>,
  ): Promise<Response<Manager, M>> {
    const answer = answers[method];
    const uid = tablet.alias?.uid ?? 0;
    if (uid % 10 === 9) throw new VtError({ code: 'UNAVAILABLE', message: `tablet zone1-${uid}: no connection` });
    if (!answer) throw new VtError({ code: 'UNIMPLEMENTED', message: `the fake tablet knows no ${method}` });
    return wired(method, answer(tablet));
  }
}
