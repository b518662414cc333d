import { spawnSync } from 'node:child_process';
import { flag } from '@vt/servenv/cli';
import { expect, test } from 'vitest';
import { commands } from './commands/index.ts';
import { complete, completionScript } from './completion.ts';

const general = { server: flag.string('') };

test.each<[string[], string[]]>([
  [['GetSh'], ['GetShard', 'GetShardReplication', 'GetShardRoutingRules']],
  [['getcellinfo'], ['GetCellInfo', 'GetCellInfoNames']],
  [['--server', 'h:1', 'PlannedR'], ['PlannedReparentShard']],
  [
    ['DistributedTransaction', ''],
    ['conclude', 'get-info', 'unresolved-list'],
  ],
  [['distributedtransaction', 'g'], ['get-info']],
  [['DistributedTransaction', 'get-info', '--d'], ['--dtid']],
  [['GetShard', 'ks/'], []],
  [['GetShard', '--ser'], ['--server']],
  [['nonsense-that-is-none'], []],
  [['--server', 'h:1', 'MoveTables', '--workflow', 'w', 'cr'], ['create']],
  [['--server', 'h:1', 'MoveTables', '-w', 'w', 'create', '--source-k'], ['--source-keyspace']],
  [['--server', 'h', ':', '1', 'GetTablets', '--key'], ['--keyspace']],
  [['--server', '=', 'h', ':', '1', 'GetTablets', '--key'], ['--keyspace']],
  [['--server', ''], []],
  [['--server', 'h:1', ''], [...new Set([...commands.keys()].map((name) => name.split(' ')[0] as string))]],
  [['Reshard', 'ca'], ['cancel']],
  [['MoveTables', '--target-k'], ['--target-keyspace']],
  [['GetTablets', '--format', '=', 'j'], []],
])('%j', (words, expected) => expect(complete(words, general)).toEqual(expected));

test('each shell has its script, and bash takes its own', () => {
  for (const shell of ['bash', 'fish', 'zsh']) expect(completionScript(shell)).toContain('__complete');
  expect(() => completionScript('csh')).toThrow('bash, fish, zsh');
  const checked = spawnSync('bash', ['-n'], { input: completionScript('bash') });
  expect(checked.stderr.toString()).toBe('');
});
