import { create } from '@vt/proto';
import { afterEach, expect, test } from 'vitest';
import { emergencyReparentLocked } from './emergency-reparent.ts';
import { underShardLock } from './reparent.ts';
import { type AnsweringShard, answeringShard } from './testing/answering-shard.ts';

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

const request = create('vtctldata.EmergencyReparentShardRequest', { keyspace: 'ks', shard: '0' });

async function promoted(received: number, unsound: readonly string[]): Promise<number | undefined> {
  const opened = await answeringShard({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA', received },
    3: { type: 'REPLICA' },
  });
  shard = opened;
  const { signal } = new AbortController();
  const { primary } = await underShardLock(opened.deps, request, 'test', 1_000, signal, (reparent) =>
    emergencyReparentLocked(reparent, request, unsound),
  );
  return primary.alias?.uid;
}

test('of equals the one whose disk takes no writes is not chosen', async () => {
  expect(await promoted(10, [])).toBe(2);
  await shard?.close();
  expect(await promoted(10, ['z-0000000002'])).toBe(3);
});

test('nor where it alone has the last transactions: another is given them first', async () => {
  expect(await promoted(12, ['z-0000000002'])).toBe(3);
  expect(shard?.calls).toContain('WaitForPosition 2');
});
