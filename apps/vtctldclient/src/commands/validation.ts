import { flag, flagGroup } from '@vt/servenv/cli';
import { keyspaceShard } from '../arguments.ts';
import { defineCommand } from '../command.ts';

const ping = flagGroup('Validate', { 'ping-tablets': flag.boolean('ask every tablet too') });
const schema = flagGroup('Validate', {
  'exclude-tables': flag.list('leave these out'),
  'include-views': flag.boolean('views too'),
  'include-vschema': flag.boolean('and that the vschema has all tables'),
  'skip-no-primary': flag.boolean('pass over shards without a primary'),
});

function report(what: string, results: readonly string[]): string {
  if (results.length === 0) return `Validation results: ok`;
  return `Validation results for ${what}:\n${results.map((line) => `- ${line}`).join('\n')}`;
}

export const validate = defineCommand({
  name: 'Validate',
  args: [],
  short: 'Checks that the whole topology fits together.',
  flags: ping,
  async run({ client, flags, print }) {
    const answer = await client.call('Validate', { ping_tablets: flags['ping-tablets'] });
    print(client.json('vtctldata.ValidateResponse', answer));
    const all = [...answer.results, ...Object.values(answer.results_by_keyspace).flatMap((k) => k.results)];
    if (all.length > 0) throw new Error('some validation errors - see log');
  },
});

export const validateKeyspace = defineCommand({
  name: 'ValidateKeyspace',
  args: ['keyspace'],
  short: 'Checks that a keyspace’s records fit together.',
  flags: ping,
  async run({ client, args: [keyspace = ''], flags, print }) {
    const answer = await client.call('ValidateKeyspace', { keyspace, ping_tablets: flags['ping-tablets'] });
    print(client.json('vtctldata.ValidateKeyspaceResponse', answer));
    if (answer.results.length > 0) throw new Error('some validation errors - see log');
  },
});

export const validateShard = defineCommand({
  name: 'ValidateShard',
  args: ['keyspace/shard'],
  short: 'Checks that a shard’s records fit together.',
  flags: ping,
  async run({ client, args: [name = ''], flags, print }) {
    const answer = await client.call('ValidateShard', { ...keyspaceShard(name), ping_tablets: flags['ping-tablets'] });
    print(client.json('vtctldata.ValidateShardResponse', answer));
    if (answer.results.length > 0) throw new Error('some validation errors - see log');
  },
});

export const validateSchemaKeyspace = defineCommand({
  name: 'ValidateSchemaKeyspace',
  args: ['keyspace'],
  short: 'Checks that all tablets of a keyspace have the same tables.',
  flags: schema,
  async run({ client, args: [keyspace = ''], flags, print }) {
    const answer = await client.call('ValidateSchemaKeyspace', {
      keyspace,
      exclude_tables: [...flags['exclude-tables']],
      include_views: flags['include-views'],
      include_vschema: flags['include-vschema'],
      skip_no_primary: flags['skip-no-primary'],
    });
    print(client.json('vtctldata.ValidateSchemaKeyspaceResponse', answer));
  },
});

export const validateVSchema = defineCommand({
  name: 'ValidateVSchema',
  args: ['keyspace'],
  short: 'Checks that a keyspace’s vschema has all its tables.',
  flags: flagGroup('Validate', {
    'exclude-tables': flag.list('leave these out'),
    'include-views': flag.boolean('views too'),
    shards: flag.list('of these shards; all if empty'),
  }),
  async run({ client, args: [keyspace = ''], flags, print }) {
    const answer = await client.call('ValidateVSchema', {
      keyspace,
      exclude_tables: [...flags['exclude-tables']],
      include_views: flags['include-views'],
      shards: [...flags.shards],
    });
    print(client.json('vtctldata.ValidateVSchemaResponse', answer));
  },
});

export const validateVersionKeyspace = defineCommand({
  name: 'ValidateVersionKeyspace',
  args: ['keyspace'],
  short: 'Checks that the servers of each shard are of one version.',
  flags: {},
  async run({ client, args: [keyspace = ''], print }) {
    print(
      client.json(
        'vtctldata.ValidateVersionKeyspaceResponse',
        await client.call('ValidateVersionKeyspace', { keyspace }),
      ),
    );
  },
});

export const validateVersionShard = defineCommand({
  name: 'ValidateVersionShard',
  args: ['keyspace/shard'],
  short: 'Checks that the servers of a shard are of one version.',
  flags: {},
  async run({ client, args: [name = ''], print }) {
    print(report(name, (await client.call('ValidateVersionShard', keyspaceShard(name))).results));
  },
});

export const validatePermissionsKeyspace = defineCommand({
  name: 'ValidatePermissionsKeyspace',
  args: ['keyspace'],
  short: 'Checks that all servers of a keyspace have the same accounts.',
  flags: flagGroup('Validate', { shards: flag.list('of these shards; all if empty') }),
  async run({ client, args: [keyspace = ''], flags }) {
    await client.call('ValidatePermissionsKeyspace', { keyspace, shards: [...flags.shards] });
  },
});

export const validatePermissionsShard = defineCommand({
  name: 'ValidatePermissionsShard',
  args: ['keyspace/shard'],
  short: 'Checks that all servers of a shard have the same accounts.',
  flags: {},
  async run({ client, args: [name = ''] }) {
    const { keyspace, shard } = keyspaceShard(name);
    await client.call('ValidatePermissionsKeyspace', { keyspace, shards: [shard] });
  },
});

export const validateSchemaShard = defineCommand({
  name: 'ValidateSchemaShard',
  args: ['keyspace/shard'],
  short: 'Checks that all tablets of a shard have the same tables.',
  flags: schema,
  async run({ client, args: [name = ''], flags, print }) {
    const { keyspace, shard } = keyspaceShard(name);
    const answer = await client.call('ValidateSchemaKeyspace', {
      keyspace,
      shards: [shard],
      exclude_tables: [...flags['exclude-tables']],
      include_views: flags['include-views'],
      include_vschema: flags['include-vschema'],
      skip_no_primary: flags['skip-no-primary'],
    });
    print(client.json('vtctldata.ValidateSchemaKeyspaceResponse', answer));
  },
});
