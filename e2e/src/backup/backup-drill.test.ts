import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { damaged } from './damage.ts';
import { deaths } from './deaths.ts';
import { toS3 } from './s3.ts';
import { BackupStage } from './stage.ts';
import { underLoad } from './under-load.ts';

const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
const skip = reason !== undefined && explainSkip('backup drill', reason);
const print = (line: string): void => console.log(line);

/** A short run of what `npm run backup-drill` does at length. */
describe.skipIf(skip)('backups and restores whose processes die, and under load', () => {
  let stage: BackupStage;

  beforeAll(async () => {
    stage = await BackupStage.open();
  }, 240_000);

  afterAll(async () => {
    await stage?.close();
  });

  test.each([
    ['builtin', 4],
    ['logical', 4],
  ] as const)(
    'a death leaves the old or the new, and no half backup that counts (%s)',
    {
      timeout: 900_000,
    },
    async (engine, rounds) => {
      const seed = Number(process.env['VT_SEED'] ?? 1);
      console.log(`VT_SEED=${seed}`);
      expect(await deaths(stage, { seed, rounds, engine, print })).toEqual([]);
    },
  );

  test('under writes, into a new tablet, and to a position', { timeout: 600_000 }, async () => {
    await stage.fill(20_000_000);
    const { complaints, backup } = await underLoad(stage, { writers: 2, print });
    expect(complaints).toEqual([]);
    expect(backup.bytes).toBeGreaterThan(20_000_000);
  });

  test('what is damaged is refused or not used', { timeout: 600_000 }, async () => {
    expect(await damaged(stage, print)).toEqual([]);
  });

  test('under writes, to S3 and from there', { timeout: 600_000 }, async () => {
    expect(await toS3(stage, { writers: 2, print })).toEqual([]);
  });
});
