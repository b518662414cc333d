import { join } from 'node:path';
import type { InstanceLayout } from '../server/layout.ts';
import { isAtLeast, type ServerVersion } from '../server/version.ts';
import { type Profile, profiles } from './profiles.ts';

/** A line of an option file: [name, value], or [name] for an option without a value. */
export type CnfLine = readonly [name: string, value?: string | number];

export interface MyCnfOptions {
  readonly version: ServerVersion;
  readonly layout: InstanceLayout;
  readonly serverId: number;
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly bindAddress?: string;
  /** Default 'default'. */
  readonly profile?: Profile;
  /** Texts of option files put at the end, so that they win. */
  readonly extra?: readonly string[];
}

/** A wait that no restart or slow network ends: about thirty million years, the most the variable takes. */
const SEMI_SYNC_TIMEOUT_MS = '1000000000000000000';
const REPLICA_NET_TIMEOUT_S = 8;
const BINLOG_KEPT_S = 3 * 24 * 3600;

/** The whole option file of a managed server. */
export function renderMyCnf(options: MyCnfOptions): string {
  const lines: CnfLine[] = [
    ...files(options),
    ...common(options),
    ...(options.version.flavor === 'mysql' ? mysql(options) : mariadb()),
    ...profiles[options.profile ?? 'default'](options.version),
  ];
  const text = lines.map(([name, value]) => (value === undefined ? name : `${name} = ${value}`)).join('\n');
  return `[mysqld]\n${text}\n${(options.extra ?? []).map((one) => `\n${one.trim()}\n`).join('')}`;
}

function files({ layout, port, bindAddress, serverId }: MyCnfOptions): CnfLine[] {
  return [
    ['port', port],
    ['bind-address', bindAddress ?? '127.0.0.1'],
    ['socket', layout.socket],
    ['pid-file', layout.pidFile],
    ['datadir', layout.dataDir],
    ['innodb_data_home_dir', layout.innodbDataDir],
    ['innodb_log_group_home_dir', layout.innodbLogDir],
    ['tmpdir', layout.tmpDir],
    ['log-error', layout.errorLog],
    ['slow_query_log_file', layout.slowLog],
    ['log-bin', join(layout.binLogDir, `vt-${String(serverId).padStart(10, '0')}-bin`)],
    ['relay-log', join(layout.relayLogDir, `vt-${String(serverId).padStart(10, '0')}-relay-bin`)],
    ['secure-file-priv', layout.tmpDir],
    ['server-id', serverId],
  ];
}

function common({ version }: MyCnfOptions): CnfLine[] {
  return [
    // 'user'@'localhost' then means the unix socket alone: 127.0.0.1 is another host
    ['skip-name-resolve'],
    ['character-set-server', 'utf8mb4'],
    // functions and triggers of the application; replication is by row, so they cannot make servers differ
    ['log_bin_trust_function_creators', 'ON'],
    ['read_only', 'ON'],
    [usesReplicaNames(version) ? 'skip_replica_start' : 'skip_slave_start', 'ON'],
    [usesReplicaNames(version) ? 'replica_net_timeout' : 'slave_net_timeout', REPLICA_NET_TIMEOUT_S],
    [usesReplicaNames(version) ? 'log_replica_updates' : 'log_slave_updates', 'ON'],
    ['relay_log_recovery', 'ON'],
    ['binlog_row_image', 'FULL'],
    ['binlog_row_metadata', 'FULL'],
    ['binlog_expire_logs_seconds', BINLOG_KEPT_S],
    // ROW is the default of every MySQL since 8.0, and setting it is deprecated there
    ...(version.flavor === 'mariadb' ? [['binlog_format', 'ROW'] as const] : []),
  ];
}

function mysql({ version }: MyCnfOptions): CnfLine[] {
  const source = semiSyncNames(version);
  return [
    ['super_read_only', 'ON'],
    ['gtid_mode', 'ON'],
    ['enforce_gtid_consistency', 'ON'],
    ['mysqlx', 'OFF'],
    // INVARIANT: loaded, never enabled here. A server that starts as a source waits for acknowledgements that a replica
    // of it will never send, and then even its SHOW PROCESSLIST hangs. Promotion switches it on.
    ['plugin-load-add', `${source.plugins.join(';')}`],
    [`loose_${source.primary}_timeout`, SEMI_SYNC_TIMEOUT_MS],
    [`loose_${source.primary}_wait_no_${source.replicaWord}`, 'ON'],
  ];
}

function mariadb(): CnfLine[] {
  return [
    ['gtid_strict_mode', 'ON'],
    ['rpl_semi_sync_master_wait_point', 'AFTER_SYNC'],
    ['rpl_semi_sync_master_timeout', SEMI_SYNC_TIMEOUT_MS],
    // Stopping replication connects to the source to end the dump there; where it is dead, a failover waits for that.
    ['rpl_semi_sync_slave_kill_conn_timeout', 1],
  ];
}

/** MySQL took the word replica in 8.0.26; MariaDB keeps the old option names. */
export function usesReplicaNames(version: ServerVersion): boolean {
  return version.flavor === 'mysql' && isAtLeast(version, 8, 0, 26);
}

/** Names of the semi-sync variables: `<primary>_enabled`, `<replica>_enabled`, and the plugins that bring them. */
export function semiSyncNames(version: ServerVersion) {
  return usesReplicaNames(version)
    ? {
        primary: 'rpl_semi_sync_source',
        replica: 'rpl_semi_sync_replica',
        replicaWord: 'replica',
        plugins: ['semisync_source.so', 'semisync_replica.so'],
      }
    : {
        primary: 'rpl_semi_sync_master',
        replica: 'rpl_semi_sync_slave',
        replicaWord: 'slave',
        plugins: ['semisync_master.so', 'semisync_slave.so'],
      };
}
