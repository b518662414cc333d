import type { BackupStorage } from '@vt/backupstorage';
import { expect, test } from 'vitest';
import { findBackup } from './restore-backup.ts';

test('where no backup is of the time and engines that are asked for, that is said', async () => {
  const manifests: Readonly<Record<string, string>> = {
    '2026-11-29.100855.zone1-0000000102': JSON.stringify({
      BackupMethod: 'logical',
      FileEntries: [],
      Position: 'MySQL56/3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5',
    }),
  };
  const storage = {
    list: async () => Object.keys(manifests),
    manifest: async ({ name }: { name: string }) => manifests[name],
  } as unknown as BackupStorage;
  const message = async (before: Date | undefined, allowedEngines: string[]): Promise<string> => {
    const found = findBackup({ storage, before, allowedEngines }, 'ks/0', () => {});
    return await found.then(
      () => 'found',
      (error: Error) => error.message,
    );
  };
  const before = new Date('2020-01-01T00:00:00Z');
  expect(await message(before, [])).toBe('there is no complete backup of ks/0 of 2020-01-01T00:00:00.000Z or earlier');
  expect(await message(undefined, ['builtin', 'clone'])).toBe(
    'there is no complete backup of ks/0 by builtin or clone',
  );
});
