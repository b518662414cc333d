import { backupStorageFlags } from '@vt/backupstorage';
import type { Compression } from '@vt/mysqlctl';
import { callerFlags, channelFlags, type FlagValues, flag, flagGroup, tracingFlags } from '@vt/servenv';
import { DEFAULT_LAG_SETTINGS } from '@vt/throttle';
import { topoFlags } from '@vt/topo';

const identity = flagGroup('Tablet', {
  'init-db-name-override': flag.string('schema on mysqld; default vt_<keyspace>'),
  'init-keyspace': flag.string('keyspace of this tablet; made in the topology if it is not there'),
  'init-shard': flag.string('shard of this tablet; made in the topology if it is not there'),
  'init-tablet-type': flag.choice(['replica', 'rdonly', 'spare', ''], 'type that the tablet starts as', {
    default: 'replica',
  }),
  'init-tags': flag.list('tags of the tablet record, as key:value'),
  'tablet-hostname': flag.string('name under which others reach this tablet; default: the host’s name'),
  'tablet-path': flag.string('alias of the tablet: cell-uid, such as zone1-100', { required: true }),
});

const mysqld = flagGroup('mysqld', {
  'crash-failover-grace': flag.duration(
    'how long a mysqld that crashed as primary, with replicas that acknowledge, stays down so that another tablet can take over',
    { default: 5000 },
  ),
  'disk-write-dir': flag.string(
    'folder on mysqld’s disk in which a file is written at an interval; empty: the disk is not watched',
  ),
  'disk-write-interval': flag.duration('how often it is written', { default: 5_000 }),
  'disk-write-timeout': flag.duration('a write that takes longer means that the disk stalls', { default: 30_000 }),
  flavor: flag.choice(['mysql', 'mariadb'], 'which server a managed mysqld is'),
  'heartbeat-enable': flag.boolean(
    'a primary writes heartbeats, and replicas tell their lag by them rather than by the server’s own figure',
  ),
  'heartbeat-interval': flag.duration('how often a heartbeat is written', { default: 1_000 }),
  'mysqld-bind-address': flag.string(
    'address on which the managed mysqld listens; *: all, which tablets on other hosts need to replicate from it. The accounts that may come from there have no passwords: let only tablets reach its port',
    { default: '127.0.0.1' },
  ),
  'mysqld-mode': flag.choice(
    ['managed', 'attached', 'none'],
    'managed: make, start and watch over a mysqld of our own; attached: use one that others run; none: use the managed one of this folder without starting it',
  ),
  'mysqlctl-socket': flag.string(
    'socket of a mysqlctld on this host, which makes, starts and stops the managed mysqld instead of this process',
  ),
  'mysqld-prefix': flag.string('folder with the server’s bin; default: PATH'),
  'mycnf-mysql-port': flag.integer(
    'port of the managed mysqld; 0: that of the my.cnf in its folder, which mysqlctl may have made, else 3306',
  ),
  'mysqld-profile': flag.choice(['default', 'small'], 'memory settings of a managed mysqld'),
  'mysqld-shutdown': flag.boolean('stop the managed mysqld when the tablet stops', { default: false }),
  'mysqld-template-cache-dir': flag.string('where initialised data of managed servers is kept for the next one'),
  'tablet-dir': flag.string(
    'folder in which the tablet’s folder vt_<uid> is; default: $VTDATAROOT or the working folder',
  ),
  'semi-sync-monitor-interval': flag.duration('how often a primary looks whether commits wait in vain', {
    default: 10_000,
  }),
  unmanaged: flag.boolean('the same as --mysqld-mode attached'),
});

const db = flagGroup('Database connection', {
  'db-allprivs-password': flag.string('password', { secret: true }),
  'db-allprivs-user': flag.string('user with all privileges on the schema', { default: 'vt_allprivs' }),
  'db-app-password': flag.string('password', { secret: true }),
  'db-app-user': flag.string('user for the application’s queries', { default: 'vt_app' }),
  'db-connect-timeout-ms': flag.integer('limit for connecting to mysqld; 0: 10 s'),
  'db-credentials-file': flag.string(
    'JSON object of users and lists of passwords for an attached mysqld, read again when it changes; wins over the --db-*-password flags',
  ),
  'db-dba-password': flag.string('password', { secret: true }),
  'db-dba-user': flag.string('user for administration', { default: 'vt_dba' }),
  'db-filtered-password': flag.string('password', { secret: true }),
  'db-filtered-user': flag.string('user for VReplication', { default: 'vt_filtered' }),
  'db-host': flag.string('host of an attached mysqld'),
  'db-port': flag.integer('port of an attached mysqld', { default: 3306 }),
  'db-repl-password': flag.string('password', { secret: true }),
  'db-repl-user': flag.string('user for replication', { default: 'vt_repl' }),
  'db-socket': flag.string('unix socket of an attached mysqld; wins over --db-host'),
  'db-ssl-ca': flag.string('PEM file of the authority of the attached mysqld’s certificate; turns TLS on'),
  'db-ssl-cert': flag.string('PEM file of the certificate shown to the attached mysqld'),
  'db-ssl-key': flag.string('PEM file of its key'),
  'db-ssl-mode': flag.choice(
    ['', 'disabled', 'preferred', 'required', 'verify_ca', 'verify_identity'],
    'how connections to the attached mysqld are secured; absent: verify_ca with --db-ssl-ca, else disabled',
  ),
  'db-tls-min-version': flag.choice(['', 'TLSv1.2', 'TLSv1.3'], 'the oldest TLS that the attached mysqld may speak'),
});

const queryService = flagGroup('Query service', {
  'degraded-threshold': flag.duration('replication lag from which a replica is degraded', { default: 30_000 }),
  'dba-pool-size': flag.integer('connections for administration', { default: 20 }),
  'enforce-strict-trans-tables': flag.boolean('refuse a mysqld without a strict sql_mode', { default: true }),
  'enforce-tableacl-config': flag.boolean('do not start without --table-acl-config'),
  'health-check-interval': flag.duration('how often subscribers hear of an unchanged health', { default: 20_000 }),
  'queryserver-config-idle-timeout': flag.duration('close connections idle for this long', { default: 1_800_000 }),
  'queryserver-config-max-result-size': flag.integer('rows that an OLTP query may return', { default: 10_000 }),
  'queryserver-config-message-postpone-cap': flag.integer('statements at the same time that postpone sent messages', {
    default: 4,
  }),
  'queryserver-config-olap-transaction-timeout': flag.duration('limit of OLAP transactions', { default: 30_000 }),
  'queryserver-config-pool-conn-max-lifetime': flag.duration('close connections older than this; 0: never'),
  'queryserver-config-pool-size': flag.integer('connections for OLTP reads', { default: 16 }),
  'queryserver-config-query-cache-memory': flag.size('memory for parsed statements', { default: 33_554_432 }),
  'queryserver-config-query-pool-max-idle-count': flag.integer('idle connections kept for OLTP reads; 0: all'),
  'queryserver-config-read-pipeline-depth': flag.integer(
    'reads by primary key that may be sent over one connection at a time; 1: one',
    { default: 8 },
  ),
  'queryserver-config-read-pipeline-from': flag.integer(
    'connections in use from which on reads by primary key share connections; 0: as many as there are processors',
  ),
  'queryserver-config-query-pool-timeout': flag.duration('wait for a connection for an OLTP read; 0: no limit'),
  'queryserver-config-query-timeout': flag.duration('limit of an OLTP query', { default: 30_000 }),
  'query-stream-plain-connection': flag.boolean(
    'let gates move statements from gRPC to a connection of their own to the same port, encrypted as gRPC is',
    { default: true },
  ),
  'queryserver-config-schema-change-signal': flag.boolean('tell gates of changed tables', { default: true }),
  'queryserver-config-schema-reload-time': flag.duration('how often the schema is read again', { default: 1_800_000 }),
  'queryserver-config-stream-buffer-size': flag.size('bytes of rows per streamed message', { default: 32_768 }),
  'queryserver-config-stream-pool-max-idle-count': flag.integer('idle connections kept for streamed reads; 0: all'),
  'queryserver-config-stream-pool-size': flag.integer('connections for streamed reads', { default: 200 }),
  'queryserver-config-stream-pool-timeout': flag.duration('wait for a connection for a streamed read; 0: no limit'),
  'queryserver-config-transaction-cap': flag.integer('connections for writes and transactions', { default: 20 }),
  'queryserver-config-transaction-timeout': flag.duration('limit of OLTP transactions', { default: 30_000 }),
  'queryserver-config-txpool-max-idle-count': flag.integer('idle connections kept for transactions; 0: all'),
  'queryserver-config-txpool-timeout': flag.duration('wait for a connection for a transaction', { default: 1000 }),
  'queryserver-config-warn-result-size': flag.integer('warn of results with more rows; 0: never'),
  'twopc-abandon-age': flag.duration('an undecided transaction over several shards is resolved when it is older', {
    default: 3000,
  }),
  'shutdown-grace-period': flag.duration('how long running work may go on when serving ends', { default: 3000 }),
  'stream-health-buffer-size': flag.integer('health responses that a subscriber may leave unread', { default: 20 }),
  'unhealthy-threshold': flag.duration('replication lag from which a replica does not serve', { default: 7_200_000 }),
  'vstream-packet-size': flag.integer('bytes of rows per message of a stream of changes or rows', { default: 250_000 }),
});

const protection = flagGroup('Protection of mysqld', {
  'consolidator-query-waiter-cap': flag.integer('who may wait for one shared result; 0: any number'),
  'consolidator-stream-query-size': flag.size('bytes of a result that may be shared', { default: 2_097_152 }),
  'consolidator-stream-total-size': flag.size('bytes of all shared results', { default: 134_217_728 }),
  'enable-consolidator': flag.boolean('identical reads share one execution', { default: true }),
  'enable-consolidator-replicas': flag.boolean('identical reads share one execution on tablets that are not primary'),
  'enable-hot-row-protection': flag.boolean('changes of one row wait for each other outside of mysqld'),
  'enable-hot-row-protection-dry-run': flag.boolean('count what hot row protection would refuse'),
  'enable-transaction-limit': flag.boolean('bound the transactions of each caller'),
  'enable-transaction-limit-dry-run': flag.boolean('count what the transaction limit would refuse'),
  filecustomrules: flag.string('JSON file of query rules'),
  'filecustomrules-watch': flag.boolean('read the file of query rules again when it changes'),
  'hot-row-protection-concurrent-transactions': flag.integer('changes of one row at the same time', { default: 5 }),
  'hot-row-protection-max-global-queue-size': flag.integer('changes that wait for all rows', { default: 1_000 }),
  'hot-row-protection-max-queue-size': flag.integer('changes that wait for one row', { default: 20 }),
  'queryserver-config-acl-exempt-acl': flag.string('user or group whom the table ACL does not concern'),
  'queryserver-config-enable-table-acl-dry-run': flag.boolean('count what the table ACL would refuse'),
  'queryserver-config-queue-wait-max': flag.duration(
    'refuse at once what would wait longer for a connection; 0: never',
    {
      default: 30_000,
    },
  ),
  'queryserver-config-strict-table-acl': flag.boolean('a table that no group of the table ACL has is nobody’s'),
  'redact-debug-ui-queries': flag.boolean('show no statements on debug pages'),
  'table-acl-config': flag.string('JSON file of who may use which tables'),
  'table-acl-config-reload-interval': flag.duration('read the table ACL again this often; 0: at SIGHUP only'),
  'topocustomrule-cell': flag.string('cell of the record of query rules', { default: 'global' }),
  'topocustomrule-path': flag.string('path of a record of query rules in the topology'),
  'transaction-limit-by-component': flag.boolean('tell callers apart by component'),
  'transaction-limit-by-principal': flag.boolean('tell callers apart by principal', { default: true }),
  'transaction-limit-by-subcomponent': flag.boolean('tell callers apart by subcomponent'),
  'transaction-limit-by-username': flag.boolean('tell callers apart by user name', { default: true }),
  'transaction-limit-per-user': flag.float('share of the transactions that one caller may have', { default: 0.4 }),
  'enable-tx-throttler': flag.boolean('begin no more transactions than the replicas can follow'),
  'tx-throttler-config': flag.string('how the rate of transactions follows the lag, as a throttlerdata.Configuration', {
    default: DEFAULT_LAG_SETTINGS,
  }),
  'tx-throttler-default-priority': flag.integer(
    'of transactions that say none: from 1, almost never refused, to 100, as often as the rate wants',
    { default: 100 },
  ),
  'tx-throttler-dry-run': flag.boolean('count what the transaction throttler would refuse'),
  'tx-throttler-healthcheck-cells': flag.list('cells whose replicas count; default: all'),
  'tx-throttler-tablet-types': flag.list('types of tablets whose lag counts: replica, rdonly', {
    default: ['replica'],
  }),
  'tx-throttler-topo-refresh-interval': flag.duration('how often the shard’s tablets are looked up', {
    default: 300_000,
  }),
});

const vreplication = flagGroup('VReplication', {
  'relay-log-max-items': flag.integer('rows that a stream reads ahead of what it applies', { default: 5000 }),
  'relay-log-max-size': flag.size('bytes that a stream reads ahead of what it applies', { default: 250_000 }),
  'vreplication-copy-phase-duration': flag.duration('copy rows for this long before catching up with changes', {
    default: 3_600_000,
  }),
  'vreplication-heartbeat-update-interval': flag.integer('seconds between writes of an idle stream’s time_updated', {
    default: 1,
  }),
  'vreplication-max-time-to-retry-on-error': flag.duration('a stream with the same error for longer stops; 0: never'),
  'vreplication-net-read-timeout': flag.integer('net_read_timeout of streams’ sessions, in seconds', { default: 300 }),
  'vreplication-net-write-timeout': flag.integer('net_write_timeout of streams’ sessions, in seconds', {
    default: 600,
  }),
  'vreplication-parallel-insert-workers': flag.integer('inserts of one copied table at the same time', { default: 1 }),
  'vreplication-replica-lag-tolerance': flag.duration('a stream has caught up when its lag is below', {
    default: 60_000,
  }),
  'vreplication-retry-delay': flag.duration('pause before a stream that failed is tried again', { default: 5000 }),
  'vreplication-tablet-type': flag.string('tablet types that streams read from, where they do not say it', {
    default: 'in_order:REPLICA,PRIMARY',
  }),
});

const onlineDdl = flagGroup('Online DDL', {
  'gc-check-interval': flag.duration('how often tables that are to go are looked for', { default: 3_600_000 }),
  'gc-purge-check-interval': flag.duration('how often it is looked whether one can be emptied', { default: 60_000 }),
  'max-concurrent-online-ddl': flag.integer('migrations that run at the same time', { default: 256 }),
  'migration-check-interval': flag.duration('how often migrations are looked after while nothing is pending', {
    default: 60_000,
  }),
  'queryserver-enable-online-ddl': flag.boolean('take migrations', { default: true }),
  'retain-online-ddl-tables': flag.duration('how long the tables of a migration that is over are kept', {
    default: 86_400_000,
  }),
  'table-gc-lifecycle': flag.string('states that a table passes before it is dropped: of hold, purge, evac, drop', {
    default: 'hold,purge,evac,drop',
  }),
});

/** How backups are written and read. */
export const backupFlags = flagGroup('Backups', {
  'backup-storage-compress': flag.boolean('compress backups', { default: true }),
  'compression-engine-name': flag.string(
    'pargzip, pgzip, zstd (by Node, or the program zstd), lz4 (the program lz4) or external',
    { default: 'pargzip' },
  ),
  'compression-level': flag.integer('how hard to compress', { default: 1 }),
  'external-compressor': flag.string('command line that compresses, from stdin to stdout, for the engine external'),
  'external-decompressor': flag.string('command line that undoes it'),
});

export function compressionOf(flags: FlagValues<typeof backupFlags>): Compression {
  return {
    engine: flags['backup-storage-compress'] ? flags['compression-engine-name'] : '',
    level: flags['compression-level'],
    externalCompressor: flags['external-compressor'],
    externalDecompressor: flags['external-decompressor'],
  };
}

const backups = {
  ...backupStorageFlags,
  ...backupFlags,
  ...flagGroup('Backups', {
    'backup-engine-implementation': flag.choice(
      ['builtin', 'clone', 'logical', 'mariadb-backup'],
      'how backups are taken that name no engine: of a stopped server, or of a running one (clone: MySQL, mariadb-backup: MariaDB, logical: as statements)',
    ),
    'restore-concurrency': flag.integer('files at once in a restore', { default: 4 }),
    'restore-from-backup': flag.boolean('a tablet without data begins with those of the last backup'),
    'restore-from-backup-allowed-engines': flag.list('only backups of these methods are restored; all if empty'),
    'restore-from-backup-ts': flag.string(
      'of a backup that began no later, as 2006-01-02.150405; the last one if empty',
    ),
    'restore-to-pos': flag.string('and replay incremental backups up to this position; with --restore-from-backup'),
    'restore-to-timestamp': flag.string(
      'and replay incremental backups up to this time, as 2006-01-02T15:04:05Z; with --restore-from-backup',
    ),
    'wait-for-backup-interval': flag.duration(
      'where there is no backup yet, look again this often; 0: begin without data',
    ),
  }),
};

/** The command line of vttablet: Vitess's names, and ours for managed servers. */
export const vttabletFlags = {
  ...tracingFlags,
  ...identity,
  ...topoFlags,
  ...mysqld,
  ...db,
  ...queryService,
  ...protection,
  ...vreplication,
  ...onlineDdl,
  ...backups,
  ...callerFlags,
  ...channelFlags('tablet', 'other tablets'),
  ...channelFlags('tablet-manager', 'other tablets’ managers'),
};

export type VttabletFlags = typeof vttabletFlags;
