import { parsePosition } from '@vt/mysql';
import { create } from '@vt/proto';
import type { Tablet } from '@vt/topo';
import { expect, test } from 'vitest';
import { errantByJournal, errantOf } from './errant.ts';
import type { Stopped } from './stop-replication.ts';

const OLD = '00000000-0000-0000-0000-000000000001';
const OWN = '00000000-0000-0000-0000-000000000002';

/** A replica of OLD. */
function replica(uid: number, gtids: string): Stopped {
  const tablet = { alias: { cell: 'z', uid } } as Tablet;
  const status = create('replicationdata.Status', { source_uuid: OLD });
  return { tablet, status, position: parsePosition(`MySQL56/${gtids}`) };
}

const lengths = (...all: number[]) => new Map(all.map((length, i) => [`z-000000000${i + 2}`, length]));

test('what the only one left wrote in its own earlier term is no transaction that others should have', () => {
  const stopped = [replica(2, `${OLD}:1-9,${OWN}:1-3`)];
  expect(errantOf(stopped).size).toBe(1);
  expect(errantByJournal(stopped, lengths(3)).size).toBe(0);
});

test('who has heard of fewer reparents cannot say that others should not have what it has not', () => {
  const stopped = [replica(2, `${OLD}:1-9,${OWN}:1-3`), replica(3, `${OLD}:1-5`)];
  expect(errantByJournal(stopped, lengths(3, 1)).size).toBe(0);
  expect([...errantByJournal(stopped, lengths(3, 3))]).toEqual([['z-0000000002', `${OWN}:1-3`]]);
});

test('who followed a primary that was none any more has to have all from those who know better', () => {
  const stopped = [replica(2, `${OLD}:1-9,${OWN}:1-3`), replica(3, `${OLD}:1-10`)];
  expect([...errantByJournal(stopped, lengths(3, 1))]).toEqual([['z-0000000003', `${OLD}:10`]]);
});
