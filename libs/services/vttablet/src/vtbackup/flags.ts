import { backupStorageFlags } from '@vt/backupstorage';
import { callerFlags, channelFlags, flag, flagGroup } from '@vt/servenv';
import { topoFlags } from '@vt/topo';
import { backupFlags } from '../flags.ts';

/** The command line of vtbackup: Vitess's names, and where the server's program is. */
export const vtbackupFlags = {
  ...topoFlags,
  ...backupStorageFlags,
  ...backupFlags,
  ...callerFlags,
  ...channelFlags('tablet-manager', 'tablet managers'),
  ...flagGroup('vtbackup', {
    'allow-first-backup': flag.boolean('where there is no backup yet, replicate everything from the primary'),
    concurrency: flag.integer('files at once', { default: 4 }),
    'db-repl-password': flag.string('password', { secret: true }),
    'db-repl-user': flag.string('user for replication', { default: 'vt_repl' }),
    flavor: flag.choice(['mysql', 'mariadb'], 'which server it is'),
    'incremental-from-pos': flag.string(
      'back up only the binary logs from a position, a backup’s name or `auto`, the last complete backup, on',
    ),
    'init-db-name-override': flag.string('schema on mysqld; default vt_<keyspace>'),
    'init-keyspace': flag.string('keyspace of the backup', { required: true }),
    'init-shard': flag.string('shard of the backup', { required: true }),
    'initial-backup': flag.boolean('back up a server without data; refused where there are backups'),
    'min-backup-interval': flag.duration('do nothing when the last backup is not older than this'),
    'min-retention-count': flag.integer('whole backups that are kept however old they are', { default: 1 }),
    'min-retention-time': flag.duration('remove backups that are older than this; 0: none'),
    'mysql-port': flag.integer('port of the server that is made for this', { default: 3306 }),
    'mysql-timeout': flag.duration('how long the server may take to start', { default: 300_000 }),
    'mysqld-prefix': flag.string('folder with the server’s bin; default: $VT_MYSQL_ROOT, then PATH'),
    'mysqld-profile': flag.choice(['default', 'small'], 'memory settings of the server'),
    'mysqld-template-cache-dir': flag.string('where initialised data is kept for the next server'),
    'replication-timeout': flag.duration('how long catching up with the primary may take', { default: 3_600_000 }),
    'restart-before-backup': flag.boolean('stop and start the server once before its files are copied'),
    'tablet-dir': flag.string('folder in which the server is made; default: $VTDATAROOT or the working folder'),
    'upgrade-safe': flag.boolean('so that a newer version of the server can open it'),
  }),
};

export type VtbackupFlags = typeof vtbackupFlags;
