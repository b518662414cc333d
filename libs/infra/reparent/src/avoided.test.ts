import { create } from '@vt/proto';
import { expect, test } from 'vitest';
import { plannedReparentLocked } from './planned-reparent.ts';
import { underShardLock } from './reparent.ts';
import { answeringShard } from './testing/answering-shard.ts';

test('a tablet that is to be primary and to be avoided is refused, and nobody is moved', async () => {
  const shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA' } });
  const [alias] = (await shard.deps.topo.tablets.inShard('ks', '0')).found.map(({ value }) => value.alias);
  const both = { keyspace: 'ks', shard: '0', new_primary: alias, avoid_primary: alias };
  const request = create('vtctldata.PlannedReparentShardRequest', both);
  const { signal } = new AbortController();
  const moved = underShardLock(shard.deps, request, 'test', 1_000, signal, (reparent) =>
    plannedReparentLocked(reparent, request),
  );
  await expect(moved).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('is the same as the tablet to avoid'),
  });
  await shard.close();
});
