import { create } from '@vt/proto';
import type { Tablet } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import { emergencyReparent } from './emergency-reparent.ts';
import type { ReparentDeps } from './reparent.ts';
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
