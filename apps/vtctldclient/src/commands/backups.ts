import { VtError } from '@vt/base';
import { type EnumValue, type Message, toText } from '@vt/proto';
import { type FlagValues, flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias, tabletAliasString } from '@vt/topo';
import { duration, keyspaceShard, timestamp } from '../arguments.ts';
import { defineCommand } from '../command.ts';

const backupFlags = flagGroup('Backup', {
  'allow-primary': flag.boolean('the primary too, which does not serve meanwhile'),
  concurrency: flag.integer('files at once', { default: 4 }),
  'incremental-from-pos': flag.string(
    'only what came after this position, or after the backup of this name; auto: after the last one',
  ),
  'init-backup-sql-fail-on-error': flag.boolean('a statement of --init-backup-sql-queries that fails ends the backup'),
  'init-backup-sql-queries': flag.list('statements to run on mysqld first, not replicated'),
  'init-backup-sql-timeout': flag.duration('limit of all of them; 0: none'),
  'init-backup-tablet-types': flag.list('only on tablets of these types; any if empty'),
  'mysql-shutdown-timeout': flag.duration('how long mysqld may take to stop', { default: 300_000 }),
  'upgrade-safe': flag.boolean('so that a newer version of the server can open it'),
});

type BackupFlags = FlagValues<typeof backupFlags>;

function backupOptions(flags: BackupFlags) {
  const queries = flags['init-backup-sql-queries'];
  const types = flags['init-backup-tablet-types'].map((type) => type.toUpperCase() as EnumValue<'topodata.TabletType'>);
  return {
    allow_primary: flags['allow-primary'],
    concurrency: flags.concurrency,
    incremental_from_pos: flags['incremental-from-pos'],
    mysql_shutdown_timeout: duration(flags['mysql-shutdown-timeout']),
    upgrade_safe: flags['upgrade-safe'],
    ...(queries.length > 0 && {
      init_sql: {
        queries: [...queries],
        tablet_types: types,
        timeout: duration(flags['init-backup-sql-timeout']),
        fail_on_error: flags['init-backup-sql-fail-on-error'],
      },
    }),
  };
}

type Event = {
  readonly tablet_alias: Message<'topodata.TabletAlias'> | null;
  readonly keyspace: string;
  readonly shard: string;
  readonly event: Message<'logutil.Event'> | null;
};

/** Each event as it comes, with whose it is. */
async function show(events: AsyncIterable<Event>, print: (text: string) => void): Promise<void> {
  for await (const { tablet_alias, keyspace, shard, event } of events) {
    const alias = tablet_alias ? tabletAliasString(tablet_alias) : '';
    print(`${keyspace}/${shard} (${alias}): ${event ? toText('logutil.Event', event) : '<nil>'}`);
  }
}

export const backup = defineCommand({
  name: 'Backup',
  args: ['alias'],
  short:
    'Copies the data of a tablet to the backup storage; with the engine builtin the tablet serves nothing meanwhile.',
  flags: {
    ...backupFlags,
    ...flagGroup('Backup', {
      'backup-engine': flag.string(
        'builtin, clone (MySQL, running), mariadb-backup (MariaDB, running) or logical (statements); as the tablet has it if empty',
      ),
    }),
  },
  async run({ client, args: [alias = ''], flags, print }) {
    const request = {
      tablet_alias: parseTabletAlias(alias),
      ...backupOptions(flags),
      ...(flags['backup-engine'] ? { backup_engine: flags['backup-engine'] } : {}),
    };
    await show(client.stream('Backup', request), print);
  },
});

export const backupShard = defineCommand({
  name: 'BackupShard',
  args: ['keyspace/shard'],
  short: 'Copies the data of a shard, from the replica that is least behind, to the backup storage.',
  flags: backupFlags,
  async run({ client, args: [name = ''], flags, print }) {
    const request = {
      ...keyspaceShard(name),
      ...backupOptions(flags),
    };
    await show(client.stream('BackupShard', request), print);
  },
});

export const getBackups = defineCommand({
  name: 'GetBackups',
  args: ['keyspace/shard'],
  short: 'Lists the backups of a shard, the oldest first.',
  flags: flagGroup('Backups', {
    json: flag.boolean('with all that is known of them, as JSON'),
    limit: flag.integer('only so many of the latest; 0: all'),
  }),
  async run({ client, args: [name = ''], flags, print }) {
    const answer = await client.call('GetBackups', {
      ...keyspaceShard(name),
      limit: flags.limit,
      detailed: flags.json,
    });
    if (flags.json) print(client.json('vtctldata.GetBackupsResponse', answer));
    else print(`${answer.backups.map(({ name: found }) => found).join('\n')}\n`);
  },
});

export const removeBackup = defineCommand({
  name: 'RemoveBackup',
  args: ['keyspace/shard', 'name'],
  short: 'Removes a backup from the storage.',
  flags: {},
  async run({ client, args: [shard = '', name = ''] }) {
    await client.call('RemoveBackup', { ...keyspaceShard(shard), name });
  },
});

export const restoreFromBackup = defineCommand({
  name: 'RestoreFromBackup',
  args: ['alias'],
  short: 'Replaces the data of a replica by those of a backup, and lets it catch up.',
  flags: flagGroup('Restore', {
    'allowed-backup-engines': flag.list('only backups of these engines'),
    'backup-timestamp': flag.string('the last backup that began no later, as 2006-01-02.150405; the last one if empty'),
    'dry-run': flag.boolean('only say which'),
    'restore-to-pos': flag.string('and replay up to this position'),
    'restore-to-timestamp': flag.string('and replay up to this time, as 2006-01-02T15:04:05Z'),
  }),
  async run({ client, args: [alias = ''], flags, print }) {
    const request = {
      tablet_alias: parseTabletAlias(alias),
      allowed_backup_engines: [...flags['allowed-backup-engines']],
      backup_time: backupTime(flags['backup-timestamp']),
      dry_run: flags['dry-run'],
      restore_to_pos: flags['restore-to-pos'],
      restore_to_timestamp: timestamp(flags['restore-to-timestamp']),
    };
    await show(client.stream('RestoreFromBackup', request), print);
  },
});

function backupTime(text: string): { seconds: bigint; nanoseconds: number } | null {
  if (text === '') return null;
  const match = /^(\d{4}-\d{2}-\d{2})\.(\d{2})(\d{2})(\d{2})$/.exec(text);
  const ms = match ? Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`) : Number.NaN;
  if (Number.isNaN(ms))
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `'${text}' is not of the form 2006-01-02.150405` });
  return { seconds: BigInt(ms / 1000), nanoseconds: 0 };
}
