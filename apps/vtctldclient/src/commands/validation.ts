import { goJsonText, type Message } from '@vt/proto';
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

type Part = { readonly name: string; readonly results: readonly string[] };

/** What was found about the whole, and below it about its parts; '' for nothing. */
function findings(whole: readonly string[], parts: readonly Part[]): string {
  const lines = (results: readonly string[]): string => results.map((line) => `- ${line}\n`).join('');
  const below = parts.filter(({ results }) => results.length > 0);
  if (whole.length === 0 && below.length === 0) return '';
  const about = below.map(({ name, results }) => `\nFor ${name}:\n${lines(results)}`);
  return `Validation results:\n${lines(whole)}${about.join('')}`;
}

type OfKeyspace = Message<'vtctldata.ValidateKeyspaceResponse'>;

const shardsOf = (keyspace: string, { results_by_shard }: OfKeyspace): readonly Part[] =>
  Object.entries(results_by_shard).map(([shard, { results }]) => ({ name: `${keyspace}/${shard}`, results }));

/** Prints it, and fails where something was found. */
function tell(print: (text: string) => void, found: string, fine: string, failure: string): void {
  print(found === '' ? fine : found);
  if (found !== '') throw new Error(failure);
}

export const validate = defineCommand({
  name: 'Validate',
  args: [],
  short: 'Checks that the whole topology fits together.',
  flags: ping,
  async run({ client, flags, print }) {
    const { results, results_by_keyspace } = await client.call('Validate', { ping_tablets: flags['ping-tablets'] });
    const parts = Object.entries(results_by_keyspace).flatMap(([name, answer]) => [
      { name, results: answer.results },
      ...shardsOf(name, answer),
    ]);
    const failure = 'some issues were found during validation; see above for details';
    tell(print, findings(results, parts), 'Validation complete; no issues found.', failure);
  },
});

export const validateKeyspace = defineCommand({
  name: 'ValidateKeyspace',
  args: ['keyspace'],
  short: 'Checks that a keyspace’s records fit together.',
  flags: ping,
  async run({ client, args: [keyspace = ''], flags, print }) {
    const answer = await client.call('ValidateKeyspace', { keyspace, ping_tablets: flags['ping-tablets'] });
    const found = findings(answer.results, shardsOf(keyspace, answer));
    const failure = `keyspace ${keyspace} had validation issues; see above for details`;
    tell(print, found, `Validation of ${keyspace} complete; no issues found.`, failure);
  },
});

export const validateShard = defineCommand({
  name: 'ValidateShard',
  args: ['keyspace/shard'],
  short: 'Checks that a shard’s records fit together.',
  flags: ping,
  async run({ client, args: [name = ''], flags, print }) {
    const answer = await client.call('ValidateShard', { ...keyspaceShard(name), ping_tablets: flags['ping-tablets'] });
    const failure = `shard ${name} had validation issues; see above for details`;
    tell(print, findings(answer.results, []), `Validation of ${name} complete; no issues found.`, failure);
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
    print(client.jsonMap('vtctldata.ValidateShardResponse', answer.results_by_shard));
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
  short: 'Checks that the tablets of a keyspace are of one version.',
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
  short: 'Checks that the tablets of a shard are of one version.',
  flags: {},
  async run({ client, args: [name = ''], print }) {
    const answer = await client.call('ValidateVersionShard', keyspaceShard(name));
    print(client.json('vtctldata.ValidateVersionShardResponse', answer));
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
    const results = answer.results_by_shard[shard]?.results ?? [];
    print(results.length === 0 ? 'null' : goJsonText(results));
  },
});
