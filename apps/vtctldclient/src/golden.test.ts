import { silentLogger } from '@vt/servenv';
import { helpText, parseFlags } from '@vt/servenv/cli';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { TabletManagers } from '@vt/vtctld';
import { describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import { commands } from './commands/index.ts';
import { shardRanges } from './commands/shards.ts';
import { findCommand, resolve } from './resolve.ts';
import { golden, tell } from './testing/story.ts';
import { inProcess } from './transport.ts';

const TIMEOUT_MS = 60_000;

test('the help of every command', () => {
  const texts = [...commands.values()].map((command) => {
    const usage = `vtctldclient ${[command.name, ...command.args].join(' ')} [flags]`;
    return helpText(command.flags, { name: command.name, summary: command.short, usage });
  });
  golden('help.txt', texts.join('\n---\n'));
});

test('commands are found in any letter case, and flags in both spellings', () => {
  expect(findCommand('plannedreparentshard')?.name).toBe('PlannedReparentShard');
  const command = findCommand('createkeyspace');
  const flags = command?.flags ?? {};
  for (const spelling of ['--durability-policy=none', '--durability_policy=none']) {
    expect(parseFlags(flags, { argv: [spelling] }).values).toMatchObject({ 'durability-policy': 'none' });
  }
});

test.each([
  ['Reshard --target-keyspace k --to 2 --watch 20s', 'Reshard', 1],
  ['Reshard --to=2 --watch=20s --target-keyspace k', 'Reshard', 1],
  ['Reshard --workflow w --target-keyspace k status --watch', 'Reshard status', 2],
  ['Reshard --workflow w --target-keyspace k --watch status', 'Reshard status', 2],
  ['Reshard -w w --target-keyspace k switchtraffic --timeout 5s', 'Reshard SwitchTraffic', 2],
  ['MoveTables status --watch -w w --target-keyspace k', 'MoveTables status', 2],
])('%s is the command %s', (line, name, count) => {
  const argv = line.split(' ');
  const { command, words } = resolve(argv[0] ?? '', argv, {});
  expect([command.name.toLowerCase(), words]).toEqual([name.toLowerCase(), count]);
});

test.each([
  ['gettabletts', 'GetTablets'],
  ['movetable', 'MoveTables'],
  ['ApplyVSchem', 'ApplyVSchema'],
  ['movetables crate', 'create'],
  ['OnlineDDL shwo', 'show'],
])('%s is taken for %s', (line, name) => {
  const argv = line.split(' ');
  expect(() => resolve(argv[0] ?? '', argv, {})).toThrow(new RegExp(`did you mean ${name}\\?$`));
});

test('what is near nothing has no hint', () => {
  expect(() => resolve('frobnicate', ['frobnicate'], {})).toThrow(/^unknown command 'frobnicate'$/);
});

test.each([
  [1, 0, ['-']],
  [2, 0, ['-80', '80-']],
  [4, 0, ['-40', '40-80', '80-c0', 'c0-']],
  [3, 0, ['-55', '55-aa', 'aa-']],
  [2, 4, ['-8000', '8000-']],
])('ranges of %i shards', (count, width, expected) => {
  expect(shardRanges(count, width)).toEqual(expected);
});

/** A story of commands, as an operator would type them. Those that need tablets are in `golden-tablets.test.ts`. */
const story = [
  'AddCellInfo --root /zone1 --server-address zone1 zone1',
  'AddCellInfo --root /zone2 --server_address zone2 zone2',
  'AddCellInfo --root /zone1 --server-address zone1 zone1',
  'GetCellInfoNames',
  'GetCellInfo zone1',
  'AddCellsAlias --cells zone1,zone2 east',
  'GetCellsAliases',
  'UpdateCellsAlias --cells zone1 east',
  'DeleteCellsAlias east',
  'CreateKeyspace --durability-policy=semi_sync commerce',
  'CreateKeyspace --durability-policy=wrong other',
  'GetKeyspace commerce',
  'getkeyspaces',
  'CreateShard commerce/-80',
  'CreateShard commerce/80-',
  'CreateShard commerce/-',
  'GetShard commerce/-80',
  'FindAllShardsInKeyspace commerce',
  'SetShardIsPrimaryServing commerce/-80 true',
  'SetShardTabletControl --denied-tables t1,t2 commerce/-80 primary',
  'SetShardTabletControl --remove commerce/-80 primary',
  'SourceShardAdd --tables t commerce/-80 1 old/0',
  'SourceShardDelete commerce/-80 1',
  'SetKeyspaceDurabilityPolicy --durability-policy none commerce',
  'SetVtorcEmergencyReparent --disable commerce',
  'DeleteShards --even-if-serving commerce/-',
  'DeleteShards --force commerce/-',
  'RebuildKeyspaceGraph commerce',
  'GetSrvKeyspaceNames',
  'GetSrvKeyspaces commerce',
  'GetSrvKeyspaces nowhere',
  'GetVSchema nowhere',
  'GetTablets',
  'GetTablet zone1-100',
  'GetShardReplication commerce/-80',
  'Validate',
  'GetTopologyPath /',
  'GetTopologyPath /global/keyspaces/commerce',
  'GetTopologyPath /global/keyspaces/commerce/Keyspace',
  'GetRoutingRules',
  'ApplyRoutingRules --rules {"rules":[{"from_table":"a","to_tables":["commerce.b"]}]}',
  'ApplyRoutingRules --rules {"rules":[{"from":"a"}]}',
  'ApplyVSchema --vschema {"sharded":tru commerce',
  'ApplyVSchema --vschema {"shard":true} commerce',
  'ApplyVSchema --vschema {"sharded":true,"vindexes":{"h":{"type":"nothing"}}} commerce',
  'ApplyVSchema --sql alter\u00a0vschema\u00a0add\u00a0nothing commerce',
  'ApplyVSchema --vschema-file /nowhere/v.json commerce',
  'GetMirrorRules',
  'EmergencyReparentShard commerce/-80',
  'PlannedReparentShard commerce/80-',
  'RemoveKeyspaceCell commerce zone2',
  'DeleteKeyspace commerce',
  'DeleteKeyspace --recursive commerce',
  'GetKeyspaces',
];

describe('a story on an empty topology', () => {
  test.each([
    ['output.txt', false],
    ['output-compact.txt', true],
  ])('%s', async (file, compact) => {
    const memory = new Map<string, MemoryServer>();
    const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
    const tablets = new TabletManagers(() => {
      throw new Error('there are no tablets here');
    });
    const client = new Client(
      await inProcess({ topo, tablets, log: silentLogger, remoteTimeoutMs: TIMEOUT_MS }),
      TIMEOUT_MS,
      compact,
    );
    golden(file, await tell(client, story));
    await client.close();
  });
});
