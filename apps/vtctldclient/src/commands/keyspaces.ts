import { FlagError, flag, flagGroup } from '@vt/servenv/cli';
import { keyspaceShard, timestamp } from '../arguments.ts';
import { defineCommand } from '../command.ts';

function keyspaceType(text: string): 'NORMAL' | 'SNAPSHOT' {
  const type = text.toUpperCase();
  if (type === 'NORMAL' || type === 'SNAPSHOT') return type;
  throw new FlagError(`--type: '${text}' is neither NORMAL nor SNAPSHOT`);
}

export const createKeyspace = defineCommand({
  name: 'CreateKeyspace',
  args: ['keyspace'],
  short: 'Makes a keyspace.',
  flags: flagGroup('Keyspace', {
    'base-keyspace': flag.string('of a SNAPSHOT keyspace: which it shows as it was'),
    'allow-empty-vschema': flag.boolean('do not make an empty vschema with it'),
    'durability-policy': flag.string('who must have a write before it is acknowledged', { default: 'none' }),
    force: flag.boolean('that it exists is no error'),
    'sidecar-db-name': flag.string('database of the tablets’ own tables', { default: '_vt' }),
    'snapshot-timestamp': flag.string('of a SNAPSHOT keyspace: when, as 2006-01-02T15:04:05Z'),
    type: flag.string('NORMAL or SNAPSHOT', { default: 'NORMAL' }),
  }),
  async run({ client, args: [name = ''], flags, print }) {
    const { keyspace } = await client.call('CreateKeyspace', {
      name,
      force: flags.force,
      allow_empty_v_schema: flags['allow-empty-vschema'],
      durability_policy: flags['durability-policy'],
      sidecar_db_name: flags['sidecar-db-name'],
      type: keyspaceType(flags.type),
      base_keyspace: flags['base-keyspace'],
      snapshot_time: timestamp(flags['snapshot-timestamp']),
    });
    print(`Successfully created keyspace ${name}. Result:\n${client.json('vtctldata.Keyspace', keyspace)}`);
  },
});

export const getKeyspace = defineCommand({
  name: 'GetKeyspace',
  args: ['keyspace'],
  short: 'Prints a keyspace’s record.',
  flags: {},
  async run({ client, args: [keyspace = ''], print }) {
    print(client.json('vtctldata.Keyspace', (await client.call('GetKeyspace', { keyspace })).keyspace));
  },
});

export const getKeyspaces = defineCommand({
  name: 'GetKeyspaces',
  args: [],
  short: 'Prints every keyspace’s record.',
  flags: {},
  async run({ client, print }) {
    print(client.jsonList('vtctldata.Keyspace', (await client.call('GetKeyspaces', {})).keyspaces));
  },
});

export const deleteKeyspace = defineCommand({
  name: 'DeleteKeyspace',
  args: ['keyspace'],
  short: 'Removes a keyspace’s records; data on the servers stays.',
  flags: flagGroup('Keyspace', {
    force: flag.boolean('without its lock'),
    recursive: flag.boolean('its shards and tablets too'),
  }),
  async run({ client, args: [keyspace = ''], flags, print }) {
    await client.call('DeleteKeyspace', { keyspace, recursive: flags.recursive, force: flags.force });
    print(`Successfully deleted keyspace ${keyspace}.`);
  },
});

export const findAllShardsInKeyspace = defineCommand({
  name: 'FindAllShardsInKeyspace',
  args: ['keyspace'],
  short: 'Prints the records of a keyspace’s shards.',
  flags: {},
  async run({ client, args: [keyspace = ''], print }) {
    const answer = await client.call('FindAllShardsInKeyspace', { keyspace });
    print(client.json('vtctldata.FindAllShardsInKeyspaceResponse', answer));
  },
});

export const setKeyspaceDurabilityPolicy = defineCommand({
  name: 'SetKeyspaceDurabilityPolicy',
  args: ['keyspace'],
  short: 'Says who must have a write before it is acknowledged.',
  flags: flagGroup('Keyspace', {
    'durability-policy': flag.string('none, semi_sync, cross_cell, …', { default: 'none' }),
  }),
  async run({ client, args: [keyspace = ''], flags, print }) {
    const response = await client.call('SetKeyspaceDurabilityPolicy', {
      keyspace,
      durability_policy: flags['durability-policy'],
    });
    print(client.json('vtctldata.SetKeyspaceDurabilityPolicyResponse', response));
  },
});

export const rebuildKeyspaceGraph = defineCommand({
  name: 'RebuildKeyspaceGraph',
  args: ['keyspaces…'],
  short: 'Writes the serving graph of keyspaces from their shards.',
  flags: flagGroup('Graph', {
    'allow-partial': flag.boolean('although shards leave gaps'),
    cells: flag.list('only these cells'),
  }),
  async run({ client, args, flags }) {
    for (const keyspace of args)
      await client.call('RebuildKeyspaceGraph', {
        keyspace,
        cells: [...flags.cells],
        allow_partial: flags['allow-partial'],
      });
  },
});

export const createShard = defineCommand({
  name: 'CreateShard',
  args: ['keyspace/shard'],
  short: 'Makes a shard’s record.',
  flags: flagGroup('Shard', {
    force: flag.boolean('that it exists is no error'),
    'include-parent': flag.boolean('make the keyspace too'),
  }),
  async run({ client, args: [name = ''], flags, print }) {
    const { keyspace, shard } = keyspaceShard(name);
    const response = await client.call('CreateShard', {
      keyspace,
      shard_name: shard,
      force: flags.force,
      include_parent: flags['include-parent'],
    });
    print(client.json('vtctldata.CreateShardResponse', response));
  },
});

export const getShard = defineCommand({
  name: 'GetShard',
  args: ['keyspace/shard'],
  short: 'Prints a shard’s record.',
  flags: {},
  async run({ client, args: [name = ''], print }) {
    const { keyspace, shard } = keyspaceShard(name);
    print(client.json('vtctldata.Shard', (await client.call('GetShard', { keyspace, shard_name: shard })).shard));
  },
});

export const deleteShards = defineCommand({
  name: 'DeleteShards',
  args: ['keyspace/shard…'],
  short: 'Removes shards’ records; data on the servers stays.',
  flags: flagGroup('Shard', {
    'even-if-serving': flag.boolean('although traffic goes there'),
    force: flag.boolean('although something is already gone'),
    recursive: flag.boolean('their tablets’ records too'),
  }),
  async run({ client, args, flags, print }) {
    const shards = args.map((text) => keyspaceShard(text)).map(({ keyspace, shard }) => ({ keyspace, name: shard }));
    await client.call('DeleteShards', {
      shards,
      recursive: flags.recursive,
      even_if_serving: flags['even-if-serving'],
      force: flags.force,
    });
    print(`Successfully deleted ${shards.length} shards`);
  },
});
