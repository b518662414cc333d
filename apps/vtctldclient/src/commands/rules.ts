import { type FlagValues, flag, flagGroup } from '@vt/servenv/cli';
import { messageOf, skips, textOrFile } from '../arguments.ts';
import { defineCommand } from '../command.ts';

const applyFlags = flagGroup('Rules', {
  cells: flag.list('rebuild these cells’ serving vschema; all if empty'),
  'dry-run': flag.boolean('only check them'),
  rules: flag.string('the rules as JSON'),
  'rules-file': flag.string('a file with the rules as JSON'),
  'skip-rebuild': flag.boolean('do not rebuild the serving vschema'),
});

const rebuilt = (flags: FlagValues<typeof applyFlags>): string =>
  flags['skip-rebuild']
    ? '[DRY RUN] Would not have rebuilt VSchema graph, would have required operator to run RebuildVSchemaGraph for changes to take effect'
    : `[DRY RUN] Would have rebuilt the VSchema graph in ${flags.cells.length > 0 ? `the following cells: ${flags.cells.join(', ')}` : 'all cells'}`;

const written = '--rules and --rules-file';

export const applyRoutingRules = defineCommand({
  name: 'ApplyRoutingRules',
  args: [],
  short: 'Replaces the routing rules of tables.',
  flags: applyFlags,
  async run({ client, flags, print }) {
    const rules = messageOf(
      'vschema.RoutingRules',
      textOrFile(flags.rules, flags['rules-file'], written),
      'set of rules',
    );
    const text = client.json('vschema.RoutingRules', rules);
    if (flags['dry-run'])
      return print(`[DRY RUN] Would have saved new RoutingRules object:\n${text}\n${rebuilt(flags)}`);
    await client.call('ApplyRoutingRules', {
      routing_rules: rules,
      skip_rebuild: flags['skip-rebuild'],
      rebuild_cells: [...flags.cells],
    });
    print(`New RoutingRules object:\n${text}\n${skips}`);
  },
});

export const applyShardRoutingRules = defineCommand({
  name: 'ApplyShardRoutingRules',
  args: [],
  short: 'Replaces the routing rules of shards.',
  flags: applyFlags,
  async run({ client, flags, print }) {
    const rules = messageOf(
      'vschema.ShardRoutingRules',
      textOrFile(flags.rules, flags['rules-file'], written),
      'set of rules',
    );
    const text = client.json('vschema.ShardRoutingRules', rules);
    if (flags['dry-run'])
      return print(`[DRY RUN] Would have saved new ShardRoutingRules object:\n${text}\n${rebuilt(flags)}`);
    await client.call('ApplyShardRoutingRules', {
      shard_routing_rules: rules,
      skip_rebuild: flags['skip-rebuild'],
      rebuild_cells: [...flags.cells],
    });
    print(`New ShardRoutingRules object:\n${text}\n${skips}`);
  },
});

export const applyKeyspaceRoutingRules = defineCommand({
  name: 'ApplyKeyspaceRoutingRules',
  args: [],
  short: 'Replaces the routing rules of keyspaces.',
  flags: applyFlags,
  async run({ client, flags, print }) {
    const rules = messageOf(
      'vschema.KeyspaceRoutingRules',
      textOrFile(flags.rules, flags['rules-file'], written),
      'set of rules',
    );
    if (flags['dry-run']) {
      const text = client.json('vschema.KeyspaceRoutingRules', rules);
      return print(`[DRY RUN] Would have saved new KeyspaceRoutingRules object:\n${text}\n${rebuilt(flags)}`);
    }
    const answer = await client.call('ApplyKeyspaceRoutingRules', {
      keyspace_routing_rules: rules,
      skip_rebuild: flags['skip-rebuild'],
      rebuild_cells: [...flags.cells],
    });
    print(client.json('vtctldata.ApplyKeyspaceRoutingRulesResponse', answer));
  },
});

export const getRoutingRules = defineCommand({
  name: 'GetRoutingRules',
  args: [],
  short: 'Prints the routing rules of tables.',
  flags: {},
  async run({ client, print }) {
    print(client.json('vschema.RoutingRules', (await client.call('GetRoutingRules', {})).routing_rules));
  },
});

export const getShardRoutingRules = defineCommand({
  name: 'GetShardRoutingRules',
  args: [],
  short: 'Prints the routing rules of shards.',
  flags: {},
  async run({ client, print }) {
    print(
      client.json('vschema.ShardRoutingRules', (await client.call('GetShardRoutingRules', {})).shard_routing_rules),
    );
  },
});

export const getKeyspaceRoutingRules = defineCommand({
  name: 'GetKeyspaceRoutingRules',
  args: [],
  short: 'Prints the routing rules of keyspaces.',
  flags: {},
  async run({ client, print }) {
    const { keyspace_routing_rules } = await client.call('GetKeyspaceRoutingRules', {});
    print(client.json('vschema.KeyspaceRoutingRules', keyspace_routing_rules));
  },
});

export const getMirrorRules = defineCommand({
  name: 'GetMirrorRules',
  args: [],
  short: 'Prints the mirror rules.',
  flags: {},
  async run({ client, print }) {
    print(client.json('vschema.MirrorRules', (await client.call('GetMirrorRules', {})).mirror_rules));
  },
});

export const getSrvVSchemas = defineCommand({
  name: 'GetSrvVSchemas',
  args: ['cell…'],
  short: 'Prints the serving vschema of cells.',
  flags: {},
  async run({ client, args: cells, print }) {
    const { srv_v_schemas } = await client.call('GetSrvVSchemas', { cells: [...cells] });
    print(client.jsonMap('vschema.SrvVSchema', srv_v_schemas));
  },
});

export const getSrvKeyspaceNames = defineCommand({
  name: 'GetSrvKeyspaceNames',
  args: ['cell…'],
  short: 'Prints which keyspaces cells serve.',
  flags: {},
  async run({ client, args: cells, print }) {
    const { names } = await client.call('GetSrvKeyspaceNames', { cells: [...cells] });
    print(client.jsonMap('vtctldata.GetSrvKeyspaceNamesResponse.NameList', names));
  },
});

export const deleteSrvVSchema = defineCommand({
  name: 'DeleteSrvVSchema',
  args: ['cell'],
  short: 'Removes a cell’s serving vschema.',
  flags: {},
  async run({ client, args: [cell = ''] }) {
    await client.call('DeleteSrvVSchema', { cell });
  },
});
