import { VtError } from '@vt/base';
import { flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias } from '@vt/topo';
import { duration, keyspaceShard, optionalAlias } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { eventLine } from '../event-line.ts';

export const emergencyReparentShard = defineCommand({
  name: 'EmergencyReparentShard',
  args: ['keyspace/shard'],
  short: 'Gives a shard whose primary is lost a new one.',
  flags: flagGroup('Reparent', {
    'expected-primary': flag.string('fail when the primary is another'),
    'ignore-replicas': flag.list('tablets that are left out, and must not be in the way'),
    'new-primary': flag.string('this tablet; the most advanced one if empty'),
    'prevent-cross-cell-promotion': flag.boolean('only a tablet of the old primary’s cell'),
    'wait-for-all-tablets': flag.boolean('wait for the answers of all tablets'),
    'wait-replicas-timeout': flag.duration('how long replicas may take to catch up', { default: 15_000 }),
  }),
  async run({ client, args: [name = ''], flags, print }) {
    const response = await client.call('EmergencyReparentShard', {
      ...keyspaceShard(name),
      expected_primary: optionalAlias(flags['expected-primary']),
      ignore_replicas: flags['ignore-replicas'].map((text) => parseTabletAlias(text)),
      new_primary: optionalAlias(flags['new-primary']),
      prevent_cross_cell_promotion: flags['prevent-cross-cell-promotion'],
      wait_for_all_tablets: flags['wait-for-all-tablets'],
      wait_replicas_timeout: duration(flags['wait-replicas-timeout']),
    });
    for (const event of response.events) print(eventLine(event));
  },
});

export const initShardPrimary = defineCommand({
  name: 'InitShardPrimary',
  args: ['keyspace/shard', 'alias'],
  short: 'Makes the first primary of a shard; PlannedReparentShard does the same and more.',
  flags: flagGroup('Reparent', {
    force: flag.boolean('though the shard has a primary'),
    'wait-replicas-timeout': flag.duration('how long replicas may take', { default: 30_000 }),
  }),
  async run({ client, args: [name = '', alias = ''], flags, print }) {
    const { events } = await client.call('InitShardPrimary', {
      ...keyspaceShard(name),
      primary_elect_tablet_alias: parseTabletAlias(alias),
      force: flags.force,
      wait_replicas_timeout: duration(flags['wait-replicas-timeout']),
    });
    for (const event of events) print(eventLine(event));
  },
});

export const reparentTablet = defineCommand({
  name: 'ReparentTablet',
  args: ['alias'],
  short: 'Points a tablet at the primary of its shard.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    const answer = await client.call('ReparentTablet', { tablet: parseTabletAlias(alias) });
    print(client.json('vtctldata.ReparentTabletResponse', answer));
  },
});

export const setVtorcEmergencyReparent = defineCommand({
  name: 'SetVtorcEmergencyReparent',
  args: ['keyspace', 'shard…'],
  short: 'Lets vtorc replace lost primaries of a keyspace or shard, or not.',
  flags: flagGroup('Reparent', {
    disable: flag.boolean('not'),
    enable: flag.boolean('again'),
  }),
  async run({ client, args: [keyspace = '', shard = ''], flags, print }) {
    if (flags.enable === flags.disable)
      throw new VtError({ code: 'INVALID_ARGUMENT', message: 'one of --enable and --disable is needed' });
    await client.call('SetVtorcEmergencyReparent', { keyspace, shard, disable: flags.disable });
    print(`Successfully updated keyspace/shard ${keyspace}/${shard}.`);
  },
});

export const tabletExternallyReparented = defineCommand({
  name: 'TabletExternallyReparented',
  args: ['alias'],
  short: 'Says that somebody else made this tablet’s mysqld the primary.',
  flags: {},
  async run({ client, args: [alias = ''], print }) {
    const response = await client.call('TabletExternallyReparented', { tablet: parseTabletAlias(alias) });
    print(client.json('vtctldata.TabletExternallyReparentedResponse', response));
  },
});
