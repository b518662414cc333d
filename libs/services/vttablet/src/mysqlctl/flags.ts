import { flag, flagGroup } from '@vt/servenv/cli';

/** The command line of mysqlctl: Vitess's names, and where the server's program is. */
export const mysqlctlFlags = flagGroup('mysqlctl', {
  flavor: flag.choice(['mysql', 'mariadb'], 'which server it is'),
  'init-db-sql-file': flag.string('statements that init executes when the server was made, as its administrator'),
  'mysql-port': flag.integer('port of the server', { default: 3306 }),
  'mysqld-bind-address': flag.string(
    'address on which the server listens; *: all, which tablets on other hosts need to replicate from it',
    { default: '127.0.0.1' },
  ),
  'mysqld-prefix': flag.string('folder with the server’s bin; default: $VT_MYSQL_ROOT, then PATH'),
  'mysqld-profile': flag.choice(['default', 'small'], 'memory settings of the server'),
  'mysqld-template-cache-dir': flag.string('where initialised data is kept for the next server'),
  'shutdown-wait-time': flag.duration('how long shutdown waits for the server to end', { default: 300_000 }),
  'tablet-dir': flag.string('folder in which vt_<uid> is; default: $VTDATAROOT or the working folder'),
  'tablet-uid': flag.integer('uid of the tablet, which names the server’s folder', { default: 41_983 }),
  'wait-time': flag.duration('how long init and start wait for the server to answer', { default: 300_000 }),
});

export type MysqlctlFlags = typeof mysqlctlFlags;
