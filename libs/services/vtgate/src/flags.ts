import { callerFlags, channelFlags, flag, flagGroup, tracingFlags } from '@vt/servenv';

const listener = flagGroup('MySQL listener', {
  'mysql-allow-clear-text-without-tls': flag.boolean('let clients send passwords in clear text without TLS'),
  'mysql-auth-server-impl': flag.choice(
    ['static', 'none', 'clientcert'],
    'how clients prove who they are; none: anybody is let in',
    {
      default: 'static',
    },
  ),
  'mysql-auth-server-static-file': flag.string('JSON file of users and their passwords'),
  'mysql-auth-server-static-string': flag.string('the users as JSON text', { secret: true }),
  'mysql-auth-static-reload-interval': flag.duration('read the file of users again this often; 0: never'),
  'mysql-default-workload': flag.choice(['OLTP', 'OLAP', 'DBA'], 'workload of a new session', { default: 'OLTP' }),
  'mysql-server-bind-address': flag.string('address MySQL clients are listened for on; all addresses if empty'),
  'mysql-server-drain-onterm': flag.boolean('at SIGTERM let transactions end before connections are closed'),
  'mysql-server-keepalive-period': flag.duration('TCP keepalive of client connections', { default: 60_000 }),
  'mysql-server-local-infile': flag.boolean('let clients load files of theirs (LOAD DATA LOCAL INFILE)', {
    default: true,
  }),
  'mysql-server-max-connections': flag.integer(
    'connections of MySQL clients to each process of the gate; more get 1040',
    {
      default: 20_000,
    },
  ),
  'mysql-server-port': flag.integer('port MySQL clients are listened for on; below 0: none', { default: -1 }),
  'mysql-server-query-timeout': flag.duration('the longest that a statement of a MySQL client may take; 0: any time'),
  'mysql-server-read-timeout': flag.duration(
    'close connections that are silent for this long, but for those that set a wait_timeout of their own; 0: eight hours',
  ),
  'mysql-server-require-secure-transport': flag.boolean('refuse clients without TLS'),
  'mysql-server-socket-path': flag.string('unix socket MySQL clients are listened for on'),
  'mysql-server-ssl-ca': flag.string(
    'PEM of the authority that clients’ certificates must come from; those who show none are refused',
  ),
  'mysql-server-ssl-cert': flag.string('PEM certificate for MySQL clients; turns TLS on'),
  'mysql-server-ssl-crl': flag.string('PEM of revoked client certificates'),
  'mysql-server-ssl-key': flag.string('PEM key of the certificate'),
  'mysql-server-ssl-server-ca': flag.string('PEM of further certificates of the server’s chain'),
  'mysql-server-tls-min-version': flag.choice(['TLSv1.2', 'TLSv1.3'], 'oldest TLS version that is spoken', {
    default: 'TLSv1.2',
  }),
  'mysql-server-version': flag.string('version that clients are told; that of the mysqlds if empty'),
  'mysql-server-write-timeout': flag.duration('close connections that do not read their answer; 0: one minute'),
  'mysql-slow-connect-warn-threshold': flag.duration('count clients that take longer to log in, and log it; 0: none'),
  'proxy-protocol': flag.boolean('every TCP connection begins with a PROXY header'),
});

const discovery = flagGroup('Tablets', {
  'allowed-tablet-types': flag.list('types of tablets that statements may go to; all if empty'),
  'balancer-keyspaces': flag.list('keyspaces in which --vtgate-balancer-mode holds; all if empty'),
  'balancer-vtgate-cells': flag.list('the cells that have gates, for --vtgate-balancer-mode prefer-cell'),
  cell: flag.string('the cell this gate is in', { required: true }),
  'cells-to-watch': flag.list('cells whose tablets are used; the own one if empty'),
  'default-tablet-type': flag.choice(['PRIMARY', 'REPLICA', 'RDONLY'], 'tablets that serve sessions which name none', {
    default: 'PRIMARY',
  }),
  'discovery-high-replication-lag-minimum-serving': flag.duration('a replica that lags more is never used', {
    default: 7_200_000,
  }),
  'discovery-low-replication-lag': flag.duration('a replica that lags less is as good as any', { default: 30_000 }),
  'enable-balancer': flag.boolean('the same as --vtgate-balancer-mode prefer-cell'),
  'gateway-initial-tablet-timeout': flag.duration('how long to wait for tablets before opening the MySQL port', {
    default: 30_000,
  }),
  'healthcheck-retry-delay': flag.duration('before a broken health stream is opened again', { default: 2 }),
  'healthcheck-timeout': flag.duration('a tablet that is silent for this long is not healthy', { default: 60_000 }),
  'keyspaces-to-watch': flag.list('keyspaces whose tablets are used; all if empty'),
  'min-number-serving-vttablets': flag.integer('rather laggy replicas than fewer than this', { default: 2 }),
  'retry-count': flag.integer('how often a read goes to another tablet after one failed', { default: 2 }),
  'tablet-filter-tags': flag.list('name:value; only tablets that have all of these tags are used'),
  'tablet-filters': flag.list('keyspace|shard, or keyspace|range of shards, whose tablets are used; all if empty'),
  'tablet-types-to-wait': flag.list('types of tablets to wait for at the start, in every served shard', {
    default: ['PRIMARY'],
  }),
  'vtgate-balancer-mode': flag.choice(
    ['', 'cell', 'prefer-cell', 'random', 'session'],
    'how replicas share reads; cell, if empty: those of the own cell; prefer-cell: all alike, near ones by preference; session: all reads of a session go to the same one',
  ),
});

const buffering = flagGroup('Buffering', {
  'buffer-keyspace-shards': flag.list('keyspaces, or keyspace/shard, that are buffered; all if empty'),
  'buffer-max-failover-duration': flag.duration('how long the statements of one shard are held in a row', {
    default: 20_000,
  }),
  'buffer-min-time-between-failovers': flag.duration('a shard that was held up is not held up again for this long', {
    default: 60_000,
  }),
  'buffer-size': flag.integer('statements held at once', { default: 1000 }),
  'buffer-window': flag.duration('how long one statement is held', { default: 10_000 }),
  'enable-buffer': flag.boolean('hold statements while a shard has no primary, then run them'),
});

const warming = flagGroup('Warming reads', {
  'warming-reads-concurrency': flag.integer('copies at one time; reads that come while there are so many have none', {
    default: 500,
  }),
  'warming-reads-percent': flag.integer(
    'part of the reads of primaries, outside of transactions, that a replica is given too, so that it is warm when it becomes primary; 0: none',
    { default: 0 },
  ),
  'warming-reads-query-timeout': flag.duration('how long such a copy may take', { default: 5_000 }),
});

const callers = flagGroup('gRPC callers', {
  'grpc-use-effective-callerid': flag.boolean('tablets’ ACLs see who a gRPC caller says it is'),
  'grpc-use-effective-groups': flag.boolean('and the groups that it says it is in'),
});

const topology = flagGroup('Topology', {
  'topo-etcd-tls-ca': flag.string('PEM of the authority that the topology’s certificate comes from'),
  'topo-etcd-tls-cert': flag.string('PEM certificate to show to the topology'),
  'topo-etcd-tls-key': flag.string('PEM key of that certificate'),
  'topo-global-root': flag.string('path of the global records', { required: true }),
  'topo-global-server-address': flag.string('host:port of the global topology server', { required: true }),
  'topo-implementation': flag.choice(['etcd2', 'etcd', 'memory'], 'kind of topology server', { default: 'etcd2' }),
});

const processes = flagGroup('Processes', {
  workers: flag.integer(
    'processes that share the MySQL port, each on a core of its own and with a plan cache of its own',
    {
      default: 1,
    },
  ),
});

const statements = flagGroup('Statements', {
  'vindex-modules': flag.list('TypeScript or JavaScript modules that define vindex types of one’s own'),
  'vschema-ddl-authorized-users': flag.list('users who may ALTER VSCHEMA; % for all, nobody if empty'),
  'binlog-dump-authorized-users': flag.list('users who may read binary logs; % for all, nobody if empty'),
  'binlog-dump-default-target': flag.string(
    'whose binary log those get who log in without a database: keyspace:shard[@type[|alias]]',
  ),
  'enable-binlog-dump': flag.boolean('give clients the binary log of a shard’s mysqld (COM_BINLOG_DUMP_GTID)'),
  'allow-kill-statement': flag.boolean('let clients KILL connections of this gate'),
  'dbddl-plugin': flag.choice(
    ['fail', 'noop', 'empty'],
    'CREATE and DROP DATABASE: refused; answered only; or DROP takes everything out of the keyspace',
    { default: 'fail' },
  ),
  'ddl-strategy': flag.string('@@ddl_strategy of a new session, such as vitess or direct', { default: 'direct' }),
  'enable-direct-ddl': flag.boolean('let schema changes be run at once', { default: true }),
  'enable-online-ddl': flag.boolean('let schema changes be migrations', { default: true }),
  'gate-query-cache-memory': flag.size('memory for plans', { default: 33_554_432 }),
  'message-stream-grace-period': flag.duration(
    'how long a shard may be without its stream of messages before the client hears of it',
    {
      default: 30_000,
    },
  ),
  'lock-heartbeat-time': flag.duration('tablets are told this often that silent clients need their locks', {
    default: 5_000,
  }),
  'max-memory-bytes': flag.size(
    'bytes of rows that one step of a plan may hold in memory; sorts, hash joins and DISTINCT put an eighth of it aside on disk at a time, others are refused',
    { default: 134_217_728 },
  ),
  'max-spill-bytes': flag.size(
    'bytes that the sorts, hash joins and DISTINCTs of all statements may have put aside on disk at one time',
    { default: 8_589_934_592 },
  ),
  'max-memory-rows': flag.integer('rows that one step of a plan may hold in memory', { default: 300_000 }),
  'max-payload-size': flag.integer('bytes of one statement; 0: as many as a packet may have', { default: 0 }),
  'warn-memory-rows': flag.integer('results of more rows are counted, as ResultsExceeded of VtGateWarnings', {
    default: 30_000,
  }),
  'warn-payload-size': flag.integer(
    'statements of more bytes are counted, as WarnPayloadSizeExceeded of VtGateWarnings; 0: none',
    { default: 0 },
  ),
  'warn-sharded-only': flag.boolean(
    'warn of statements that run because their keyspace has one shard, such as CALL; counted as WarnUnshardedOnly of VtGateWarnings',
  ),
  'query-timeout': flag.integer('milliseconds that a statement may take; 0: as long as its tablet lets it', {
    default: 0,
  }),
  'no-scatter': flag.boolean('refuse statements that go to all shards'),
  'trust-text-vindexes': flag.boolean(
    'texts that are equal under a column’s collation are spelled alike, so that a vindex by bytes tells their shard',
  ),
  'schema-change-signal': flag.boolean('know tables and columns from the tablets', { default: true }),
  'track-udfs': flag.boolean('know from the tablets too which functions loaded into servers aggregate', {
    default: true,
  }),
  'scratch-concurrency': flag.integer('reads that have a connection of a scratch server at a time; others wait', {
    default: 10,
  }),
  'scratch-max-bytes': flag.size('bytes that one read may load into a scratch server', { default: 268_435_456 }),
  'scratch-max-rows': flag.integer('rows that one read may load into a scratch server', { default: 1_000_000 }),
  'scratch-reads': flag.boolean('answer reads that cannot be planned over shards with temporary tables of one tablet', {
    default: true,
  }),
  'transaction-mode': flag.choice(
    ['MULTI', 'SINGLE', 'TWOPC'],
    'TWOPC: transactions over several shards are atomic; MULTI: they are not; SINGLE: there are none',
    { default: 'TWOPC' },
  ),
  'truncate-error-len': flag.integer('characters of an error that clients are told; 0: all'),
});

const queryLog = flagGroup('Query log', {
  'log-queries-to-file': flag.string('file that statements are logged to; none if empty'),
  'querylog-buffer-size': flag.integer('lines that may wait for one reader of the log', { default: 10 }),
  'querylog-emit-on-any-condition-met': flag.boolean('log what reaches one threshold, not only what reaches all'),
  'querylog-filter-tag': flag.string('log only statements with this text in them'),
  'querylog-format': flag.choice(['text', 'json'], 'form of the log', { default: 'text' }),
  'querylog-mode': flag.choice(['all', 'error'], 'error: log only statements that fail', { default: 'all' }),
  'querylog-row-threshold': flag.integer('log only statements of so many rows', { default: 0 }),
  'querylog-sample-rate': flag.float('part of the statements that is logged whatever the thresholds say, 0 to 1'),
  'querylog-time-threshold': flag.duration('log only statements that take so long: a slow log'),
  'redact-debug-ui-queries': flag.boolean('pages and log show no values of clients'),
});

/** What vtgate is started with, besides what every process takes. */
export const vtgateFlags = {
  ...listener,
  ...discovery,
  ...buffering,
  ...warming,
  ...callers,
  ...topology,
  ...processes,
  ...tracingFlags,
  ...statements,
  ...queryLog,
  ...callerFlags,
  ...channelFlags('tablet', 'tablets'),
};
