import { expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { Bank } from './bank.ts';

const long = longTestsReason();
const skip =
  (prefixOf('mysql') === undefined && explainSkip('bank', 'no mysql here')) ||
  (long !== undefined && explainSkip('bank', long));

test.skipIf(skip)('money moves between shards while processes die, and none is made or lost', async () => {
  const seed = Number(process.env['VT_SEED'] ?? 1);
  console.log(`bank: VT_SEED=${seed}`);
  const bank = await Bank.open({ accounts: 40, clients: 4, kills: 3, seed, log: () => {} });
  try {
    const report = await bank.run();
    expect(report.acknowledged).toBeGreaterThan(10);
  } finally {
    await bank.close();
  }
});
