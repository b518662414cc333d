import { type BackupStorage, backupName } from '@vt/backupstorage';
import { expect, test, vi } from 'vitest';
import { freeTime } from './free-time.ts';

const alias = { cell: 'z', uid: 1 };

test('two backups of one tablet do not get one name, those of two tablets may be of one second', async () => {
  const { signal } = new AbortController();
  const storage = { list: vi.fn<() => Promise<string[]>>(async () => []) };
  const at = (uid: number) => freeTime(storage as unknown as BackupStorage, 'ks/0', { ...alias, uid }, signal);
  const first = await at(1);
  const names = [first, new Date(first.getTime() + 1_000)].map((time) => backupName(time, alias));
  storage.list.mockResolvedValue(names);
  const [own, other] = await Promise.all([at(1), at(2)]);
  expect(names).not.toContain(backupName(own, alias));
  expect(own.getTime() - first.getTime()).toBeGreaterThan(1_000);
  expect(other.getTime()).toBeLessThan(own.getTime());
});
