import type { Message } from '@vt/proto';
import { FlagError, flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias, tabletAliasString } from '@vt/topo';
import { duration, keyspaceShard, optionalAlias, tabletType } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { eventLine } from '../event-line.ts';

type Tablet = Message<'topodata.Tablet'>;

function rfc3339(time: Tablet['primary_term_start_time']): string {
  if (time === null || time.seconds === 0n) return '<null>';
  return new Date(Number(time.seconds) * 1_000).toISOString().replace('.000Z', 'Z');
}

/** One line a tablet, for awk and the like. */
export function awkLine(tablet: Tablet): string {
  const tags = Object.entries(tablet.tags).map(([key, value]) => `${key}: "${value}"`);
  return [
    tablet.alias ? tabletAliasString(tablet.alias) : '',
    tablet.keyspace || '<null>',
    tablet.shard || '<null>',
    String(tablet.type).toLowerCase(),
    `${tablet.hostname}:${tablet.port_map['vt'] ?? 0}`,
    `${tablet.mysql_hostname}:${tablet.mysql_port}`,
    `[${tags.join(' ')}]`,
    rfc3339(tablet.primary_term_start_time),
  ].join(' ');
}

/** What would be passed over is refused: tablets are named, or looked for. */
function checkFilters(flags: {
  readonly keyspace: string;
  readonly shard: string;
  readonly 'tablet-alias': readonly string[];
}): void {
  if (flags['tablet-alias'].length > 0 && flags.keyspace !== '')
    throw new FlagError('--keyspace cannot be given together with --tablet-alias');
  if (flags.shard !== '' && flags.keyspace === '') throw new FlagError('--shard wants --keyspace too');
}

export const getTablets = defineCommand({
  name: 'GetTablets',
  args: [],
  short: 'Lists tablets.',
  flags: flagGroup('Which tablets', {
    cell: flag.list('of these cells'),
    format: flag.choice(['awk', 'json'], 'how they are printed', { default: 'awk' }),
    keyspace: flag.string('of this keyspace'),
    shard: flag.string('of this shard'),
    strict: flag.boolean('fail when a cell does not answer'),
    'tablet-alias': flag.list('these tablets'),
    'tablet-type': flag.string('of this type'),
  }),
  async run({ client, flags, print }) {
    checkFilters(flags);
    const { tablets } = await client.call('GetTablets', {
      cells: [...flags.cell],
      keyspace: flags.keyspace,
      shard: flags.shard,
      strict: flags.strict,
      tablet_aliases: flags['tablet-alias'].map((text) => parseTabletAlias(text)),
      tablet_type: flags['tablet-type'] === '' ? 'UNKNOWN' : tabletType(flags['tablet-type']),
    });
    print(flags.format === 'json' ? client.jsonList('topodata.Tablet', tablets) : tablets.map(awkLine).join('\n'));
  },
});

export const getTablet = defineCommand({
  name: 'GetTablet',
  args: ['alias'],
  short: 'Prints a tablet’s record.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    print(
      client.json(
        'topodata.Tablet',
        (await client.call('GetTablet', { tablet_alias: parseTabletAlias(alias) })).tablet,
      ),
    );
  },
});

export const pingTablet = defineCommand({
  name: 'PingTablet',
  args: ['alias'],
  short: 'Asks a tablet whether it is there.',
  flags: {},
  async run({ client, args: [alias = ''] }) {
    await client.call('PingTablet', { tablet_alias: parseTabletAlias(alias) });
  },
});

export const refreshState = defineCommand({
  name: 'RefreshState',
  args: ['alias'],
  short: 'Makes a tablet read its record again.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    await client.call('RefreshState', { tablet_alias: parseTabletAlias(alias) });
    print(`Refreshed state on ${tabletAliasString(parseTabletAlias(alias))}`);
  },
});

export const changeTabletType = defineCommand({
  name: 'ChangeTabletType',
  args: ['alias', 'type'],
  short: 'Changes the type of a tablet that is not primary.',
  flags: flagGroup('Change', { 'dry-run': flag.boolean('only say what would change') }),
  async run({ client, args: [alias = '', type = ''], flags, print }) {
    const request = { tablet_alias: parseTabletAlias(alias), db_type: tabletType(type), dry_run: flags['dry-run'] };
    const { before_tablet, after_tablet } = await client.call('ChangeTabletType', request);
    if (flags['dry-run']) print('--- DRY RUN ---');
    for (const tablet of [before_tablet, after_tablet])
      if (tablet) print(`${tablet === before_tablet ? '- ' : '+ '}${awkLine(tablet)}`);
  },
});

export const deleteTablets = defineCommand({
  name: 'DeleteTablets',
  args: ['alias…'],
  short: 'Removes tablets’ records.',
  flags: flagGroup('Delete', { 'allow-primary': flag.boolean('a primary too') }),
  async run({ client, args, flags, print }) {
    await client.call('DeleteTablets', {
      tablet_aliases: args.map((text) => parseTabletAlias(text)),
      allow_primary: flags['allow-primary'],
    });
    print(`Successfully deleted ${args.length} tablets`);
  },
});

export const getFullStatus = defineCommand({
  name: 'GetFullStatus',
  args: ['alias'],
  short: 'Prints the replication state of a tablet’s mysqld.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    print(
      client.json(
        'replicationdata.FullStatus',
        (await client.call('GetFullStatus', { tablet_alias: parseTabletAlias(alias) })).status,
      ),
    );
  },
});

export const plannedReparentShard = defineCommand({
  name: 'PlannedReparentShard',
  args: ['keyspace/shard'],
  short: 'Moves a shard’s primary while everything is up, or makes its first one.',
  flags: flagGroup('Reparent', {
    'allow-cross-cell-promotion': flag.boolean('the new primary may be in another cell'),
    'avoid-primary': flag.string('any tablet but this'),
    'expected-primary': flag.string('fail when the primary is another'),
    'new-primary': flag.string('this tablet'),
    'tolerable-replication-lag': flag.duration('how far a candidate may be behind; 0: any'),
    'wait-replicas-timeout': flag.duration('how long replicas may take to catch up', { default: 15_000 }),
  }),
  async run({ client, args: [name = ''], flags, print }) {
    const response = await client.call('PlannedReparentShard', {
      ...keyspaceShard(name),
      allow_cross_cell_promotion: flags['allow-cross-cell-promotion'],
      avoid_primary: optionalAlias(flags['avoid-primary']),
      expected_primary: optionalAlias(flags['expected-primary']),
      new_primary: optionalAlias(flags['new-primary']),
      tolerable_replication_lag: duration(flags['tolerable-replication-lag']),
      wait_replicas_timeout: duration(flags['wait-replicas-timeout']),
    });
    for (const event of response.events) print(eventLine(event));
  },
});
