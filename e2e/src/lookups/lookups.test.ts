import { expect, test } from 'vitest';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { Lookups } from './lookups.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('lookups', 'no mysql here');

test.skipIf(skip)('lookups and rows tell the same after a gate, a tablet and a mysqld died', async () => {
  const seed = Number(process.env['VT_SEED'] ?? 1);
  console.log(`lookups: VT_SEED=${seed}`);
  const lookups = await Lookups.open({ clients: 4, emails: 40, shards: 2, kills: 3, freezes: 0, seed, log: () => {} });
  try {
    const report = await lookups.run();
    expect(report.kills).toBe(3);
    expect(report.people).toBeGreaterThan(5);
    expect(report.duplicates).toBeGreaterThan(0);
  } finally {
    await lookups.close();
  }
});
