import type { ServerVersion } from '../server/version.ts';
import { quote, type SqlExecutor } from '../sql-executor.ts';

/** The accounts of a managed server, each with what it may do. None has a password. Sorted by name. */
export type MysqldUser = keyof typeof USERS;

type Grant = {
  readonly privileges: string;
  /** `*.*`, or a database pattern with its table part. Tablet databases are called vt_<keyspace>. */
  readonly on: string;
  readonly only?: ServerVersion['flavor'];
};

type UserRow = {
  /** 'socket': the machine's own processes alone. 'anywhere': other tablets, over TCP, too. */
  readonly from: 'socket' | 'anywhere';
  readonly grants: readonly Grant[];
};

const TABLETS = '`vt\\_%`.*';
const SIDECAR = '`\\_vt`.*';
const DATA = 'SELECT, INSERT, UPDATE, DELETE';
const DDL =
  'CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, EVENT, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, LOCK TABLES, CREATE TEMPORARY TABLES';
const LOOK: Grant = { privileges: 'PROCESS, SHOW DATABASES, REPLICATION CLIENT', on: '*.*' };
const STREAM: Grant = { privileges: 'REPLICATION SLAVE, REPLICATION CLIENT', on: '*.*' };
/**
 * FLUSH TABLES [WITH READ LOCK], which consistent dumps begin with, and what else tools flush and nobody loses. MariaDB has no privileges of their
 * own for it.
 */
const FLUSH: readonly Grant[] = [
  { privileges: 'FLUSH_OPTIMIZER_COSTS, FLUSH_STATUS, FLUSH_TABLES, FLUSH_USER_RESOURCES', on: '*.*', only: 'mysql' },
  { privileges: 'RELOAD', on: '*.*', only: 'mariadb' },
];
/** What mysqldump, ORMs and clients' help read of a server, none of it secret. */
const ABOUT: readonly Grant[] = [
  { privileges: 'SELECT', on: 'performance_schema.*', only: 'mysql' },
  ...['help_category', 'help_keyword', 'help_relation', 'help_topic', 'time_zone', 'time_zone_name'].map(
    (table): Grant => ({ privileges: 'SELECT', on: `mysql.${table}` }),
  ),
  // Tools walk every schema that SHOW DATABASES lists. Of sys's routines only those that its views call: others execute any statement.
  { privileges: 'SELECT, SHOW VIEW', on: 'sys.*' },
  ...[
    'extract_schema_from_file_name',
    'extract_table_from_file_name',
    'format_bytes',
    'format_path',
    'format_statement',
    'format_time',
    'ps_thread_account',
    'quote_identifier',
    'sys_get_config',
  ].map((name): Grant => ({ privileges: 'EXECUTE', on: `FUNCTION sys.${name}`, only: 'mysql' })),
];
/** MariaDB splits what REPLICATION CLIENT is elsewhere. */
const STREAM_MARIADB: Grant = { privileges: 'REPLICA MONITOR', on: '*.*', only: 'mariadb' };

const USERS = {
  /** Multi-statement and administrative SQL of vtctldclient for the application's schema. */
  vt_allprivs: {
    from: 'socket',
    grants: [LOOK, { privileges: `${DATA}, ${DDL}`, on: TABLETS }, { privileges: `${DATA}, ${DDL}`, on: SIDECAR }],
  },
  /** The application's own queries. */
  vt_app: {
    from: 'socket',
    grants: [
      LOOK,
      ...FLUSH,
      ...ABOUT,
      { privileges: `${DATA}, ${DDL}`, on: TABLETS },
      { privileges: 'SELECT', on: SIDECAR },
    ],
  },
  /** A person looking at the application's data. */
  vt_appdebug: {
    from: 'socket',
    grants: [
      { privileges: 'SELECT, SHOW VIEW', on: TABLETS },
      { privileges: 'SELECT, SHOW VIEW', on: SIDECAR },
    ],
  },
  /** The donor side of CLONE INSTANCE, for a replica that is being made. */
  vt_clone: { from: 'anywhere', grants: [{ privileges: 'BACKUP_ADMIN', on: '*.*', only: 'mysql' }] },
  /** The tablet manager: replication, users, schema of everything. */
  vt_dba: {
    from: 'socket',
    grants: [
      { privileges: 'ALL PRIVILEGES', on: '*.*' },
      { privileges: 'GRANT OPTION', on: '*.*' },
    ],
  },
  /** Replication from a server outside the cluster. */
  vt_erepl: {
    from: 'socket',
    grants: [STREAM, STREAM_MARIADB, { privileges: 'SELECT, SHOW VIEW', on: TABLETS }],
  },
  /** VReplication: reads binlogs and rows of one tablet and writes them to another. */
  vt_filtered: {
    from: 'anywhere',
    grants: [
      STREAM,
      STREAM_MARIADB,
      { privileges: 'PROCESS, SHOW DATABASES', on: '*.*' },
      // Snapshots of several tables begin with FLUSH TABLES WITH READ LOCK.
      { privileges: 'FLUSH_TABLES', on: '*.*', only: 'mysql' },
      { privileges: `${DATA}, ${DDL}`, on: TABLETS },
      { privileges: `${DATA}, CREATE, ALTER, DROP, INDEX`, on: SIDECAR },
    ],
  },
  /** A metrics collector. */
  vt_monitoring: {
    from: 'socket',
    grants: [LOOK, STREAM_MARIADB, { privileges: 'SELECT', on: 'performance_schema.*', only: 'mysql' }],
  },
  /** MySQL's own replication between the tablets of a shard. */
  vt_repl: { from: 'anywhere', grants: [{ privileges: 'REPLICATION SLAVE', on: '*.*' }] },
} as const satisfies Record<string, UserRow>;

/** Whether every managed server has this account. */
export function isOwnUser(name: string): boolean {
  return Object.hasOwn(USERS, name);
}

/**
 * Statements that make the accounts; run once on an empty server, with the binary log off for the session.
 * @param appWritesSidecar as Vitess's tablets want it, which keep migrations and prepared transactions as vt_app.
 */
export function userStatements(version: ServerVersion, appWritesSidecar = false): readonly string[] {
  const rows: readonly (readonly [string, UserRow])[] = Object.entries(USERS);
  const made = rows.flatMap(([name, { from, grants }]) =>
    (from === 'socket' ? ['localhost'] : ['localhost', '%']).flatMap((host) => {
      const account = `${quote(name)}@${quote(host)}`;
      const fitting = grants.filter(({ only }) => only === undefined || only === version.flavor);
      return [
        `CREATE USER ${account}`,
        ...fitting.map(({ privileges, on }) => `GRANT ${privileges} ON ${on} TO ${account}`),
      ];
    }),
  );
  return appWritesSidecar ? [...made, `GRANT ${DATA} ON ${SIDECAR} TO 'vt_app'@'localhost'`] : made;
}

/** Lets the users of tablet data work in a database whose name is not vt_<keyspace>, unless they may. As vt_dba, on a managed server that is writable. */
export async function grantOnDatabase(sql: SqlExecutor, database: string, signal?: AbortSignal): Promise<void> {
  if (database.startsWith('vt_')) return;
  // Looked for first: a statement that changes nothing would be logged, and wait for replicas that there may not be.
  const known = await sql.query(
    `SELECT 1 FROM mysql.db WHERE user = 'vt_app' AND db = ${quote(patternOf(database))}`,
    signal,
  );
  if (known.length > 0) return;
  for (const statement of grantOnDatabaseStatements(database)) await sql.query(statement, signal);
}

const patternOf = (database: string): string => database.replaceAll('_', '\\_').replaceAll('%', '\\%');

export function grantOnDatabaseStatements(database: string): readonly string[] {
  const on = `\`${patternOf(database).replaceAll('`', '``')}\`.*`;
  const rows: readonly (readonly [string, UserRow])[] = Object.entries(USERS);
  return rows.flatMap(([name, { from, grants }]) =>
    (from === 'socket' ? ['localhost'] : ['localhost', '%']).flatMap((host) =>
      grants
        .filter((grant) => grant.on === TABLETS)
        .map(({ privileges }) => `GRANT ${privileges} ON ${on} TO ${quote(name)}@${quote(host)}`),
    ),
  );
}
