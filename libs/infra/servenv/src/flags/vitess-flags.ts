import type { IgnoredFlags } from './parse.ts';

// The flags of Vitess v24 by program, dash spelling; a question mark: a boolean, which takes no following argument.
// A program's own registry comes first: what stands only here is accepted, noted in the log, and has no effect.

/** Of the logging library that v24 still takes flags for, and deprecates. */
const logging = `
  alsologtostderr? log-backtrace-at log-dir log-link logbuflevel logtostderr? stderrthreshold v vmodule
`;

const common = `
  bind-address catch-sigpipe? config-file config-file-not-found-handling config-name config-path
  config-persistence-min-interval config-type consul-auth-static-file datadog-agent-host datadog-agent-port
  datadog-trace-debug-mode? emit-stats? grpc-auth-mode grpc-auth-mtls-allowed-substrings
  grpc-auth-static-client-creds grpc-auth-static-password-file grpc-bind-address grpc-ca grpc-cert
  grpc-compression grpc-crl grpc-dial-concurrency-limit grpc-enable-optional-tls? grpc-enable-orca-metrics?
  grpc-enable-tracing? grpc-initial-conn-window-size grpc-initial-window-size grpc-keepalive-time
  grpc-keepalive-timeout grpc-key grpc-max-connection-age grpc-max-connection-age-grace grpc-max-message-size
  grpc-port grpc-prometheus? grpc-server-ca grpc-server-initial-conn-window-size grpc-server-initial-window-size
  grpc-server-keepalive-enforcement-policy-min-time
  grpc-server-keepalive-enforcement-policy-permit-without-stream? grpc-server-keepalive-time
  grpc-server-keepalive-timeout help? jaeger-agent-host keep-logs keep-logs-by-mtime lameduck-period
  lock-timeout log-err-stacks? log-format log-level log-rotate-max-size log-structured? max-stack-size
  mysql-server-version onclose-timeout onterm-timeout opentsdb-uri otel-endpoint otel-insecure? pid-file port
  pprof pprof-http? purge-logs-interval remote-operation-timeout security-policy service-map
  sql-max-length-errors sql-max-length-ui stats-backend stats-combine-dimensions stats-common-tags
  stats-drop-variables stats-emit-period table-refresh-interval tablet-grpc-ca tablet-grpc-cert tablet-grpc-crl
  tablet-grpc-key tablet-grpc-server-name tablet-protocol topo-consul-lock-delay topo-consul-lock-session-checks
  topo-consul-lock-session-ttl topo-consul-watch-poll-duration topo-etcd-lease-ttl topo-etcd-tls-ca
  topo-etcd-tls-cert topo-etcd-tls-key topo-global-root topo-global-server-address topo-implementation
  topo-read-concurrency topo-zk-auth-file topo-zk-base-timeout topo-zk-max-concurrency topo-zk-tls-ca
  topo-zk-tls-cert topo-zk-tls-key tracer tracing-enable-logging? tracing-sampling-rate tracing-sampling-type
  version?
`;

const tabletManager = `
  tablet-manager-grpc-ca tablet-manager-grpc-cert tablet-manager-grpc-concurrency
  tablet-manager-grpc-connpool-size tablet-manager-grpc-crl tablet-manager-grpc-key
  tablet-manager-grpc-server-name tablet-manager-protocol
`;

const database = `
  app-idle-timeout app-pool-size db-allprivs-password db-allprivs-use-ssl? db-allprivs-user db-app-password
  db-app-use-ssl? db-app-user db-appdebug-password db-appdebug-use-ssl? db-appdebug-user db-charset
  db-clone-password db-clone-use-ssl? db-clone-user db-conn-query-info? db-connect-timeout-ms
  db-credentials-file db-credentials-server db-credentials-vault-addr db-credentials-vault-path
  db-credentials-vault-role-mountpoint db-credentials-vault-role-secretidfile db-credentials-vault-roleid
  db-credentials-vault-timeout db-credentials-vault-tls-ca db-credentials-vault-tokenfile
  db-credentials-vault-ttl db-dba-password db-dba-use-ssl? db-dba-user db-erepl-password db-erepl-use-ssl?
  db-erepl-user db-filtered-password db-filtered-use-ssl? db-filtered-user db-flags db-flavor db-host db-port
  db-repl-password db-repl-use-ssl? db-repl-user db-server-name db-socket db-ssl-ca db-ssl-ca-path db-ssl-cert
  db-ssl-key db-ssl-mode db-tls-min-version dba-idle-timeout dba-pool-size mysqlctl-mycnf-template
  pool-hostname-resolve-interval replication-connect-retry
`;

const mycnf = `
  mycnf-bin-log-path mycnf-data-dir mycnf-error-log-path mycnf-file mycnf-general-log-path
  mycnf-innodb-data-home-dir mycnf-innodb-log-group-home-dir mycnf-master-info-file mycnf-mysql-port
  mycnf-pid-file mycnf-relay-log-index-path mycnf-relay-log-info-path mycnf-relay-log-path
  mycnf-secure-file-priv mycnf-server-id mycnf-slow-log-path mycnf-socket-file mycnf-tmp-dir
`;

const backups = `
  azblob-backup-account-key-file azblob-backup-account-name azblob-backup-buffer-size
  azblob-backup-container-name azblob-backup-parallelism azblob-backup-storage-root backup-engine-implementation
  backup-storage-block-size backup-storage-compress? backup-storage-implementation backup-storage-number-blocks
  builtinbackup-file-read-buffer-size builtinbackup-file-write-buffer-size
  builtinbackup-incremental-restore-path builtinbackup-mysqld-timeout builtinbackup-progress
  ceph-backup-storage-config clone-from-primary? clone-from-tablet clone-restart-wait-timeout
  compression-engine-name compression-level external-compressor external-compressor-extension
  external-decompressor external-decompressor-use-manifest? file-backup-storage-root gcs-backup-storage-bucket
  gcs-backup-storage-root manifest-external-decompressor mysql-clone-enabled? mysql-shell-backup-location
  mysql-shell-dump-flags mysql-shell-flags mysql-shell-load-flags mysql-shell-should-drain?
  mysql-shell-speedup-restore? restore-concurrency restore-from-backup? restore-from-backup-allowed-engines
  restore-from-backup-ts restore-to-pos restore-to-timestamp restore-with-clone? s3-backup-aws-endpoint
  s3-backup-aws-min-partsize s3-backup-aws-region s3-backup-aws-retries s3-backup-force-path-style?
  s3-backup-log-level s3-backup-server-side-encryption s3-backup-storage-bucket s3-backup-storage-root
  s3-backup-tls-skip-verify-cert? wait-for-backup-interval xbstream-restore-flags xtrabackup-backup-flags
  xtrabackup-prepare-flags xtrabackup-root-path xtrabackup-should-drain? xtrabackup-stream-mode
  xtrabackup-stripe-block-size xtrabackup-stripes xtrabackup-user
`;

const vtgate = `
  allow-kill-statement? allowed-tablet-types balancer-keyspaces balancer-vtgate-cells
  binlog-dump-authorized-users buffer-drain-concurrency buffer-keyspace-shards buffer-max-failover-duration
  buffer-min-time-between-failovers buffer-size buffer-window cell cells-to-watch dbddl-plugin ddl-strategy
  default-tablet-type discovery-high-replication-lag-minimum-serving discovery-low-replication-lag
  enable-balancer? enable-binlog-dump? enable-buffer? enable-buffer-dry-run? enable-direct-ddl?
  enable-online-ddl? enable-partial-keyspace-migration? enable-set-var? enable-system-settings? enable-views?
  foreign-key-mode gate-query-cache-memory gateway-initial-tablet-timeout grpc-use-effective-callerid?
  grpc-use-effective-groups? grpc-use-static-authentication-callerid? healthcheck-retry-delay
  healthcheck-timeout keyspaces-to-watch legacy-replication-lag-algorithm? lock-heartbeat-time
  log-queries-to-file max-memory-rows max-payload-size message-stream-grace-period min-number-serving-vttablets
  mysql-allow-clear-text-without-tls? mysql-auth-server-impl mysql-auth-server-static-file
  mysql-auth-server-static-string mysql-auth-static-reload-interval mysql-auth-vault-addr mysql-auth-vault-path
  mysql-auth-vault-role-mountpoint mysql-auth-vault-role-secretidfile mysql-auth-vault-roleid
  mysql-auth-vault-timeout mysql-auth-vault-tls-ca mysql-auth-vault-tokenfile mysql-auth-vault-ttl
  mysql-clientcert-auth-method mysql-default-workload mysql-ldap-auth-config-file mysql-ldap-auth-config-string
  mysql-ldap-auth-method mysql-server-bind-address mysql-server-drain-onterm? mysql-server-flush-delay
  mysql-server-keepalive-period mysql-server-multi-query-protocol? mysql-server-pool-conn-read-buffers?
  mysql-server-port mysql-server-query-timeout mysql-server-read-timeout mysql-server-require-secure-transport?
  mysql-server-socket-path mysql-server-ssl-ca mysql-server-ssl-cert mysql-server-ssl-crl mysql-server-ssl-key
  mysql-server-ssl-server-ca mysql-server-tls-min-version mysql-server-write-timeout
  mysql-slow-connect-warn-threshold mysql-tcp-version no-scatter? normalize-queries? planner-version
  proxy-protocol? query-timeout querylog-buffer-size querylog-emit-on-any-condition-met? querylog-filter-tag
  querylog-format querylog-mode querylog-row-threshold querylog-sample-rate querylog-time-threshold
  redact-debug-ui-queries? retry-count reuse-port? schema-change-signal? srv-topo-cache-refresh
  srv-topo-cache-ttl srv-topo-timeout statsd-address statsd-sample-rate stream-buffer-size tablet-filter-tags
  tablet-filters tablet-refresh-interval tablet-refresh-known-tablets? tablet-types-to-wait tablet-url-template
  track-udfs? transaction-mode truncate-error-len vschema-ddl-authorized-users vtgate-balancer-mode
  vtgate-config-terse-errors? warming-reads-concurrency warming-reads-percent warming-reads-query-timeout
  warn-memory-rows warn-payload-size warn-sharded-only?
`;

const vttablet = `
  binlog-in-memory-decompressor-max-size binlog-player-grpc-ca binlog-player-grpc-cert binlog-player-grpc-crl
  binlog-player-grpc-key binlog-player-grpc-server-name binlog-player-protocol consolidator-query-waiter-cap
  consolidator-stream-query-size consolidator-stream-total-size degraded-threshold disk-write-dir
  disk-write-interval disk-write-timeout enable-consolidator? enable-consolidator-replicas?
  enable-hot-row-protection? enable-hot-row-protection-dry-run? enable-per-workload-table-metrics?
  enable-replication-reporter? enable-transaction-limit? enable-transaction-limit-dry-run? enable-tx-throttler?
  enforce-strict-trans-tables? enforce-tableacl-config? filecustomrules filecustomrules-watch? gc-check-interval
  gc-purge-check-interval health-check-interval heartbeat-enable? heartbeat-interval
  heartbeat-on-demand-duration hot-row-protection-concurrent-transactions
  hot-row-protection-max-global-queue-size hot-row-protection-max-queue-size init-db-name-override init-keyspace
  init-shard init-tablet-type init-tablet-type-lookup? init-tags init-timeout lock-tables-timeout log-queries?
  log-queries-to-file max-concurrent-online-ddl migration-check-interval mysql-shutdown-timeout mysqlctl-socket
  publish-retry-interval query-log-stream-handler query-throttler-config-refresh-interval
  querylog-emit-on-any-condition-met? querylog-filter-tag querylog-format querylog-mode querylog-row-threshold
  querylog-sample-rate querylog-time-threshold queryserver-config-acl-exempt-acl
  queryserver-config-annotate-queries? queryserver-config-enable-table-acl-dry-run?
  queryserver-config-idle-timeout queryserver-config-max-result-size queryserver-config-message-postpone-cap
  queryserver-config-olap-transaction-timeout queryserver-config-passthrough-dmls?
  queryserver-config-pool-conn-max-lifetime queryserver-config-pool-size queryserver-config-query-cache-memory
  queryserver-config-query-pool-max-idle-count queryserver-config-query-pool-timeout
  queryserver-config-query-pool-waiter-cap queryserver-config-query-timeout
  queryserver-config-schema-change-signal? queryserver-config-schema-reload-time
  queryserver-config-stream-buffer-size queryserver-config-stream-pool-max-idle-count
  queryserver-config-stream-pool-size queryserver-config-stream-pool-timeout
  queryserver-config-stream-pool-waiter-cap queryserver-config-strict-table-acl?
  queryserver-config-terse-errors? queryserver-config-transaction-cap queryserver-config-transaction-timeout
  queryserver-config-truncate-error-len queryserver-config-txpool-max-idle-count
  queryserver-config-txpool-timeout queryserver-config-txpool-waiter-cap queryserver-config-warn-result-size
  queryserver-enable-online-ddl? queryserver-enable-views? redact-debug-ui-queries? relay-log-max-items
  relay-log-max-size retain-online-ddl-tables sanitize-log-messages? schema-change-reload-timeout
  schema-version-max-age-seconds semi-sync-monitor-interval serving-state-grace-period shard-sync-retry-delay
  shutdown-grace-period skip-user-metrics? srv-topo-cache-refresh srv-topo-cache-ttl srv-topo-timeout
  statsd-address statsd-sample-rate stream-health-buffer-size table-acl-config table-acl-config-reload-interval
  table-gc-lifecycle tablet-config tablet-dir tablet-hostname tablet-path throttle-tablet-types
  topocustomrule-cell topocustomrule-path track-schema-versions? transaction-limit-by-component?
  transaction-limit-by-principal? transaction-limit-by-subcomponent? transaction-limit-by-username?
  transaction-limit-per-user transaction-log-stream-handler twopc-abandon-age tx-throttler-config
  tx-throttler-default-priority tx-throttler-dry-run? tx-throttler-healthcheck-cells tx-throttler-tablet-types
  tx-throttler-topo-refresh-interval unhealthy-threshold unmanaged? vreplication-copy-phase-duration
  vreplication-copy-phase-max-innodb-history-list-length vreplication-copy-phase-max-mysql-replication-lag
  vreplication-enable-http-log? vreplication-experimental-flags vreplication-heartbeat-update-interval
  vreplication-max-time-to-retry-on-error vreplication-net-read-timeout vreplication-net-write-timeout
  vreplication-parallel-insert-workers vreplication-replica-lag-tolerance vreplication-retry-delay
  vreplication-store-compressed-gtid? vstream-binlog-rotation-threshold vstream-dynamic-packet-size?
  vstream-packet-size vttablet-skip-buildinfo-tags
`;

const vtctld = `
  action-timeout cell disable-active-reparents? proxy-tablets? schema-change-check-interval
  schema-change-controller schema-change-dir schema-change-replicas-timeout schema-change-user tablet-dir
  tablet-health-keep-alive tablet-refresh-interval tablet-refresh-known-tablets? tablet-url-template
  vtctld-sanitize-log-messages?
`;

const vtorc = `
  allow-emergency-reparent? allow-recovery? audit-file-location audit-purge-duration audit-to-backend?
  audit-to-syslog? backend-read-concurrency backend-write-concurrency cell cells-to-watch
  change-tablets-with-errant-gtid-to-drained? clusters-to-watch discovery-workers
  enable-primary-disk-stalled-recovery? instance-poll-time prevent-cross-cell-failover?
  reasonable-replication-lag recovery-poll-duration shutdown-wait-time snapshot-topology-interval
  sqlite-data-file tolerable-replication-lag topo-information-refresh-duration wait-replicas-timeout
`;

const mysqlctl = `
  init-db-sql-file mysql-port mysql-socket mysqlctl-client-protocol mysqlctl-socket shutdown-wait-time
  socket-file tablet-dir tablet-uid wait-time
`;

const vtbackup = `
  allow-first-backup? concurrency detach? disable-redo-log? incremental-from-pos init-backup-sql-fail-on-error?
  init-backup-sql-queries init-backup-sql-timeout init-backup-tablet-types init-db-name-override
  init-db-sql-file init-keyspace init-shard initial-backup? keep-alive-timeout min-backup-interval
  min-retention-count min-retention-time mysql-port mysql-shutdown-timeout mysql-socket mysql-timeout
  restart-before-backup? upgrade-safe?
`;

const vtctldclient = `
  action-timeout compact? server vtctl-client-protocol vtctld-grpc-ca vtctld-grpc-cert vtctld-grpc-crl
  vtctld-grpc-key vtctld-grpc-server-name
`;

const tablet = `${tabletManager} ${database} ${mycnf} ${backups}`;

const byProgram: Readonly<Record<string, string>> = {
  mysqlctl: `${database} ${mysqlctl}`,
  mysqlctld: `${database} ${mysqlctl}`,
  vtbackup: `${tablet} ${vtbackup}`,
  vtctld: `${tabletManager} ${backups} ${vtctld}`,
  vtctldclient: `${tabletManager} ${vtctldclient}`,
  vtgate,
  vtorc: `${tabletManager} ${vtorc}`,
  vttablet: `${tablet} ${vttablet}`,
};

/** The flags that Vitess's program of this name takes; empty for programs that Vitess does not have. */
export function vitessFlags(program: string): IgnoredFlags {
  const own = byProgram[program];
  if (own === undefined) return new Map();
  const names = `${logging} ${common} ${own}`.split(/\s+/).filter(Boolean);
  return new Map(names.map((name) => [name.replace('?', ''), name.endsWith('?')]));
}

/** Flags that someone sets to be safer, or to get other data: when they have no effect the log warns instead of noting. */
export const protectiveFlags: ReadonlySet<string> = new Set([
  'binlog-player-grpc-crl',
  'foreign-key-mode',
  'init-backup-sql-queries',
  'init-db-sql-file',
  'queryserver-config-terse-errors',
  'restore-with-clone',
  'sanitize-log-messages',
  'tablet-grpc-crl',
  'tablet-manager-grpc-crl',
  'vtctld-sanitize-log-messages',
]);
