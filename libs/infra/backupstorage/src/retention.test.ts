import { expect, test } from 'vitest';
import { parseManifest } from './manifest.ts';
import type { Named } from './restore-path.ts';
import { expired } from './retention.ts';

const HOUR_MS = 3_600_000;
const now = new Date('2024-05-10T00:00:00Z');

/** Taken so many hours ago, with so many transactions. */
function backup(hoursAgo: number, transactions: number, Incremental = false): Named {
  const time = new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString();
  const Position = `MySQL56/00000000-0000-0000-0000-000000000001:1-${transactions}`;
  const name = `${hoursAgo}h`;
  const text = JSON.stringify({ BackupMethod: 'builtin', Position, FileEntries: [], BackupTime: time, Incremental });
  return { name, manifest: parseManifest(text, name) };
}

const all = [
  backup(50, 10),
  backup(45, 15, true),
  backup(40, 20),
  backup(35, 25, true),
  backup(30, 30),
  backup(1, 40, true),
];

test.each([
  [0, 1, []],
  [24, 1, ['35h', '40h', '45h', '50h']],
  [24, 2, ['45h', '50h']],
  [24, 3, []],
  [24, 0, ['35h', '40h', '45h', '50h']],
  [42, 1, ['45h', '50h']],
  [60, 1, []],
])('kept for %i hours, and %i at the least', (hours, minCount, goes) => {
  expect(expired(all, { minTimeMs: hours * HOUR_MS, minCount }, now)).toEqual(goes);
});

test('what leads on from the only whole backup stays, however old', () => {
  const chain = [backup(90, 10), backup(80, 15, true), backup(70, 20, true)];
  expect(expired(chain, { minTimeMs: HOUR_MS, minCount: 1 }, now)).toEqual([]);
});
