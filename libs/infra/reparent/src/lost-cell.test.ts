import { create } from '@vt/proto';
import type { Tablet } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import { emergencyReparent } from './emergency-reparent.ts';
import type { ReparentDeps } from './reparent.ts';
import { knownFromCopies } from './shard-tablets.ts';
import { type AnsweringShard, answeringShard } from './testing/answering-shard.ts';

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

/** A dead primary whose cell has gone with it, all but one tablet; the others are in another cell. */
async function lostCell(): Promise<{ readonly shard: AnsweringShard; readonly known: readonly Tablet[] }> {
  shard = await answeringShard({
    1: { type: 'PRIMARY', cell: 'y' },
    2: { type: 'REPLICA' },
    3: { type: 'REPLICA' },
    4: { type: 'RDONLY', cell: 'y' },
  });
  const known = (await shard.deps.topo.tablets.inCell('y')).map(({ value }) => value);
  shard.cutCell('y');
  return { shard, known };
}

const reparent = (deps: ReparentDeps) =>
  emergencyReparent(
    deps,
    create('vtctldata.EmergencyReparentShardRequest', { keyspace: 'ks', shard: '0' }),
    new AbortController().signal,
  );

test('whoever knows the tablets of a cell that is away replaces its primary, and asks them all', async () => {
  const { shard: cut, known } = await lostCell();
  const lastKnown = (cell: string) => (cell === 'y' ? known : []);
  const { primary, events } = await reparent({ ...cut.deps, lastKnown });
  expect(primary.alias).toMatchObject({ cell: 'z' });
  expect(cut.calls).toContain('DemotePrimary 1');
  expect(cut.calls).toContain('StopReplicationAndGetStatus 4');
  expect(events.list.map(({ value }) => value)).toContain(
    'cell y does not answer: its tablets are taken as they were last (y-0000000001, y-0000000004)',
  );
}, 30_000);

test('who does not know them acts on no part of a shard, and says what gives the cell up', async () => {
  const { shard: cut } = await lostCell();
  await expect(reparent({ ...cut.deps, lastKnown: () => undefined })).rejects.toThrow(
    /cell y does not answer: .*; DeleteCellInfo --force gives a cell up that is lost for good/,
  );
  expect(cut.calls).toEqual([]);
}, 30_000);

test('whoever has only the copies in the global topology replaces it too; one that was primary before is stopped as the replica it may be', async () => {
  const { shard: cut, known } = await lostCell();
  const { topo } = cut.deps;
  const signal = new AbortController().signal;
  const deps = { ...cut.deps, lastKnown: knownFromCopies(topo, signal) };
  for (const tablet of known) {
    const isFormer = tablet.alias?.uid === 4;
    await topo.tabletCopies.save(isFormer ? { ...tablet, type: 'PRIMARY' } : tablet);
  }
  await topo.shards.updateFields('ks', '0', (record) => {
    record.primary_term_start_time = { seconds: 9n, nanoseconds: 0 };
  });
  // A copy that nobody has seen to be whole is none.
  await expect(reparent(deps)).rejects.toThrow(/cell y does not answer/);
  await topo.tabletCopies.setWhole('y');
  const { primary } = await reparent(deps);
  expect(primary.alias?.uid).not.toBe(1);
  expect(cut.calls).toContain('DemotePrimary 1');
  expect(cut.calls).toContain('StopReplicationAndGetStatus 4');
  await topo.tabletCopies.forget('y');
  expect(await topo.tabletCopies.inCell('y')).toBeUndefined();
}, 30_000);
