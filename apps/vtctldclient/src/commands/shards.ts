import { VtError } from '@vt/base';
import { parsePosition, positionContains } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { flag, flagGroup } from '@vt/servenv/cli';
import { parseTabletAlias } from '@vt/topo';
import { integer, keyRange, keyspaceShard, tabletType, trueOrFalse } from '../arguments.ts';
import { defineCommand } from '../command.ts';
import { awkLine } from './tablets.ts';

export const generateShardRanges = defineCommand({
  name: 'GenerateShardRanges',
  args: ['shards'],
  short: 'Prints the names of that many shards of equal size.',
  flags: flagGroup('Ranges', { 'hex-width': flag.integer('hexadecimal digits of a bound; 0: as few as needed') }),
  async run({ args: [text = ''], flags, print }) {
    print(JSON.stringify(shardRanges(Number(text), flags['hex-width']), null, 2));
  },
});

const SHARDS_MAX = 65_536;

/** Equal ranges; of a count that is no power of two the bounds are rounded. */
export function shardRanges(count: number, hexWidth: number): string[] {
  if (!Number.isInteger(count) || count < 1 || count > SHARDS_MAX) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `the number of shards must be between 1 and ${SHARDS_MAX}`,
    });
  }
  if (count === 1) return ['-'];
  const isPower = (count & (count - 1)) === 0;
  const least = isPower ? Math.max(2, 2 * Math.ceil(Math.log2(count) / 8)) : 4;
  const width = hexWidth > 0 ? hexWidth : count > 256 ? 4 : isPower ? least : count > 256 ? 4 : 2;
  if (width % 2 === 1 || 16 ** width < count) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `a width of ${width} digits does not do for ${count} shards`,
    });
  }
  const bound = (i: number): string => {
    if (i === 0 || i === count) return '';
    const value = (16n ** BigInt(width) * BigInt(i)) / BigInt(count);
    return value.toString(16).padStart(width, '0');
  };
  return Array.from({ length: count }, (_, i) => `${bound(i)}-${bound(i + 1)}`);
}

export const getShardReplication = defineCommand({
  name: 'GetShardReplication',
  args: ['keyspace/shard', 'cell…'],
  short: 'Prints which tablets each cell has of a shard.',
  flags: {},
  async run({ client, args: [name = '', ...cells], print }) {
    const answer = await client.call('GetShardReplication', { ...keyspaceShard(name), cells });
    print(client.json('vtctldata.GetShardReplicationResponse', answer));
  },
});

export const refreshStateByShard = defineCommand({
  name: 'RefreshStateByShard',
  args: ['keyspace/shard'],
  short: 'Makes all tablets of a shard read its record again.',
  flags: flagGroup('Which tablets', { cells: flag.list('of these cells; all if empty') }),
  async run({ client, args: [name = ''], flags, print }) {
    const request = { ...keyspaceShard(name), cells: [...flags.cells] };
    const { is_partial_refresh, partial_refresh_details } = await client.call('RefreshStateByShard', request);
    print(`Refreshed state on ${name}${flags.cells.length > 0 ? ` in cells ${flags.cells.join(', ')}` : ''}`);
    if (is_partial_refresh)
      print(`State refresh was partial; some tablets in the shard may not have succeeded.\n${partial_refresh_details}`);
  },
});

export const removeShardCell = defineCommand({
  name: 'RemoveShardCell',
  args: ['keyspace/shard', 'cell'],
  short: 'Removes a cell from a shard.',
  flags: flagGroup('Cell', {
    force: flag.boolean('though the cell’s topology cannot be reached'),
    recursive: flag.boolean('its tablets there too'),
  }),
  async run({ client, args: [name = '', cell = ''], flags, print }) {
    const { keyspace, shard } = keyspaceShard(name);
    await client.call('RemoveShardCell', {
      keyspace,
      shard_name: shard,
      cell,
      force: flags.force,
      recursive: flags.recursive,
    });
    print(`Successfully removed cell ${cell} from shard ${name}`);
  },
});

export const removeKeyspaceCell = defineCommand({
  name: 'RemoveKeyspaceCell',
  args: ['keyspace', 'cell'],
  short: 'Removes a cell from all shards of a keyspace.',
  flags: flagGroup('Cell', {
    force: flag.boolean('though the cell’s topology cannot be reached'),
    recursive: flag.boolean('its tablets there too'),
  }),
  async run({ client, args: [keyspace = '', cell = ''], flags, print }) {
    await client.call('RemoveKeyspaceCell', { keyspace, cell, force: flags.force, recursive: flags.recursive });
    print(`Successfully removed keyspace ${keyspace} from cell ${cell}`);
  },
});

export const setShardIsPrimaryServing = defineCommand({
  name: 'SetShardIsPrimaryServing',
  args: ['keyspace/shard', 'true/false'],
  short: 'Sets whether a shard’s primary serves, in its record.',
  flags: {},
  async run({ client, args: [name = '', value = ''], print }) {
    const { shard } = await client.call('SetShardIsPrimaryServing', {
      ...keyspaceShard(name),
      is_serving: trueOrFalse(value),
    });
    print(client.json('topodata.Shard', shard));
  },
});

export const setShardTabletControl = defineCommand({
  name: 'SetShardTabletControl',
  args: ['keyspace/shard', 'type'],
  short: 'Denies tables of a shard to a type of tablets, or switches their query service off, or on again.',
  flags: flagGroup('Control', {
    cells: flag.list('in these cells; all if empty'),
    'denied-tables': flag.list('tables that are refused'),
    'disable-query-service': flag.boolean('serve nothing; serve again where it is not given, nor tables'),
    remove: flag.boolean('take it back'),
  }),
  async run({ client, args: [name = '', type = ''], flags, print }) {
    const { shard } = await client.call('SetShardTabletControl', {
      ...keyspaceShard(name),
      tablet_type: tabletType(type),
      cells: [...flags.cells],
      denied_tables: [...flags['denied-tables']],
      disable_query_service: flags['disable-query-service'],
      remove: flags.remove,
    });
    print(client.json('topodata.Shard', shard));
  },
});

export const shardReplicationAdd = defineCommand({
  name: 'ShardReplicationAdd',
  args: ['keyspace/shard', 'alias'],
  short: 'Adds a tablet to its cell’s list of a shard.',
  flags: {},
  async run({ client, args: [name = '', alias = ''] }) {
    await client.call('ShardReplicationAdd', { ...keyspaceShard(name), tablet_alias: parseTabletAlias(alias) });
  },
});

export const shardReplicationFix = defineCommand({
  name: 'ShardReplicationFix',
  args: ['cell', 'keyspace/shard'],
  short: 'Removes one entry of a cell’s list of a shard whose tablet is not there.',
  flags: {},
  async run({ client, args: [cell = '', name = ''], print }) {
    const { error } = await client.call('ShardReplicationFix', { ...keyspaceShard(name), cell });
    print(
      error
        ? `${client.json('topodata.ShardReplicationError', error)} has been fixed`
        : 'All nodes in the replication graph are valid.',
    );
  },
});

export const shardReplicationPositions = defineCommand({
  name: 'ShardReplicationPositions',
  args: ['keyspace/shard'],
  short: 'Prints how far each tablet of a shard has replicated.',
  flags: {},
  async run({ client, args: [name = ''], print }) {
    const { replication_statuses, tablet_map } = await client.call('ShardReplicationPositions', keyspaceShard(name));
    const lastFirst = Object.entries(tablet_map)
      .map(([alias, tablet]) => ({ alias, tablet, status: replication_statuses[alias] }))
      .sort(byProgress);
    const rows = lastFirst.map(({ tablet, status }) => {
      const state = status ? ` ${status.position} ${status.replication_lag_seconds}` : '<err> <err> <err>';
      return `${awkLine(tablet)}${state}`;
    });
    print(rows.join('\n'));
  },
});

type Replicating = {
  readonly alias: string;
  readonly tablet: Message<'topodata.Tablet'>;
  readonly status: Message<'replicationdata.Status'> | undefined;
};

/** The primary first; of the others those first that have less. */
function byProgress(a: Replicating, b: Replicating): number {
  const isPrimary = ({ tablet }: Replicating): boolean => tablet.type === 'PRIMARY';
  if (isPrimary(a) !== isPrimary(b)) return isPrimary(a) ? -1 : 1;
  const [mine, other] = [parsePosition(a.status?.position ?? ''), parsePosition(b.status?.position ?? '')];
  const [hasAll, lacksNone] = [positionContains(mine, other), positionContains(other, mine)];
  if (hasAll !== lacksNone) return hasAll ? 1 : -1;
  return a.alias < b.alias ? -1 : 1;
}

export const shardReplicationRemove = defineCommand({
  name: 'ShardReplicationRemove',
  args: ['keyspace/shard', 'alias'],
  short: 'Removes a tablet from its cell’s list of a shard.',
  flags: {},
  async run({ client, args: [name = '', alias = ''] }) {
    await client.call('ShardReplicationRemove', { ...keyspaceShard(name), tablet_alias: parseTabletAlias(alias) });
  },
});

export const sourceShardAdd = defineCommand({
  name: 'SourceShardAdd',
  args: ['keyspace/shard', 'uid', 'source keyspace/shard'],
  short: 'Adds a source to a shard’s record; for emergencies.',
  flags: flagGroup('Source', {
    'key-range': flag.string('the part of its key space that comes from it; all if empty'),
    tables: flag.list('tables that come from it'),
  }),
  async run({ client, args: [name = '', uid = '', source = ''], flags, print }) {
    const from = keyspaceShard(source);
    const request = {
      uid: integer(uid),
      source_keyspace: from.keyspace,
      source_shard: from.shard,
      key_range: keyRange(flags['key-range']),
      tables: [...flags.tables],
    };
    const { shard } = await client.call('SourceShardAdd', { ...keyspaceShard(name), ...request });
    print(`Updated shard record:\n${client.json('topodata.Shard', shard)}`);
  },
});

export const sourceShardDelete = defineCommand({
  name: 'SourceShardDelete',
  args: ['keyspace/shard', 'uid'],
  short: 'Removes a source from a shard’s record; for emergencies.',
  flags: {},
  async run({ client, args: [name = '', uid = ''], print }) {
    const { shard } = await client.call('SourceShardDelete', { ...keyspaceShard(name), uid: integer(uid) });
    print(`Updated shard record:\n${client.json('topodata.Shard', shard)}`);
  },
});
