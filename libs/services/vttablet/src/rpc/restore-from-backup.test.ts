import { create } from '@vt/proto';
import { expect, test } from 'vitest';
import { restoreFromBackup } from './restore-from-backup.ts';

type Parameters3 = Parameters<typeof restoreFromBackup>;

/** What Vitess's client writes where no time is given: Go's zero time. */
const noTime = { seconds: -62_135_596_800n, nanoseconds: 0 };

const refusal = async (restore_to_timestamp: { seconds: bigint; nanoseconds: number }) => {
  const manager = { backups: { storage: {}, compression: {} } } as unknown as Parameters3[0];
  const fields = { restore_to_pos: 'no position', restore_to_timestamp };
  const request = create('tabletmanagerdata.RestoreFromBackupRequest', fields);
  const context = { signal: new AbortController().signal } as unknown as Parameters3[2];
  const answers = restoreFromBackup(manager, request, context)[Symbol.asyncIterator]();
  return await answers.next().then(
    () => '',
    (error: Error) => error.message,
  );
};

test('a position is restored to unless a time is given, too', async () => {
  expect(await refusal({ seconds: 1_700_000_000n, nanoseconds: 0 })).toContain('mutually exclusive');
  const other = await refusal(noTime);
  expect(other).not.toBe('');
  expect(other).not.toContain('mutually exclusive');
});
