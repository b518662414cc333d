import { flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias } from '@vt/topo';
import { duration, keyspaceShard } from '../arguments.ts';
import { defineCommand } from '../command.ts';

const reloadFlags = flagGroup('Reload', {
  concurrency: flag.integer('tablets at once', { default: 10 }),
  'include-primary': flag.boolean('the primary too'),
});

export const reloadSchema = defineCommand({
  name: 'ReloadSchema',
  args: ['alias'],
  short: 'Makes a tablet read its schema again.',
  flags: {},
  async run({ client, args: [alias = ''] }) {
    await client.call('ReloadSchema', { tablet_alias: parseTabletAlias(alias) });
  },
});

export const reloadSchemaShard = defineCommand({
  name: 'ReloadSchemaShard',
  args: ['keyspace/shard'],
  short: 'Makes all tablets of a shard read their schema again.',
  flags: reloadFlags,
  async run({ client, args: [name = ''], flags, print }) {
    const { events } = await client.call('ReloadSchemaShard', {
      ...keyspaceShard(name),
      concurrency: flags.concurrency,
      include_primary: flags['include-primary'],
    });
    for (const { value } of events) print(value);
  },
});

export const reloadSchemaKeyspace = defineCommand({
  name: 'ReloadSchemaKeyspace',
  args: ['keyspace'],
  short: 'Makes all tablets of a keyspace read their schema again.',
  flags: reloadFlags,
  async run({ client, args: [keyspace = ''], flags, print }) {
    const { events } = await client.call('ReloadSchemaKeyspace', {
      keyspace,
      concurrency: flags.concurrency,
      include_primary: flags['include-primary'],
    });
    for (const { value } of events) print(value);
  },
});

export const copySchemaShard = defineCommand({
  name: 'CopySchemaShard',
  args: ['source alias | keyspace/shard', 'destination keyspace/shard'],
  short: 'Makes a tablet’s tables, empty, on another shard.',
  flags: flagGroup('Copy', {
    'exclude-tables': flag.list('leave these out'),
    'include-views': flag.boolean('views too'),
    'skip-verify': flag.boolean('do not compare tables that are there already'),
    tables: flag.list('these tables; all if empty'),
    'wait-replicas-timeout': flag.duration('how long replicas may take to have the tables, too', { default: 10_000 }),
  }),
  async run({ client, args: [source = '', destination = ''], flags }) {
    const target = keyspaceShard(destination);
    await client.call('CopySchemaShard', {
      source_tablet_alias: source.includes('/') ? await primaryAlias(client, source) : parseTabletAlias(source),
      tables: [...flags.tables],
      exclude_tables: [...flags['exclude-tables']],
      include_views: flags['include-views'],
      skip_verify: flags['skip-verify'],
      wait_replicas_timeout: duration(flags['wait-replicas-timeout']),
      destination_keyspace: target.keyspace,
      destination_shard: target.shard,
    });
  },
});

async function primaryAlias(client: Parameters<typeof reloadSchema.run>[0]['client'], name: string) {
  const { keyspace, shard } = keyspaceShard(name);
  const found = await client.call('GetShard', { keyspace, shard_name: shard });
  if (!found.shard?.shard?.primary_alias) throw new Error(`shard ${name} has no primary`);
  return found.shard.shard.primary_alias;
}
