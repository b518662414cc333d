import { expect, test } from 'vitest';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { Bank } from './bank.ts';

const skip =
  (prefixOf('mysql') === undefined && explainSkip('bank', 'no mysql here')) ||
  (process.env['VT_LONG'] === undefined && explainSkip('bank', 'it takes minutes: set VT_LONG=1'));

test.skipIf(skip)('money moves between shards while processes die, and none is made or lost', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  console.log(`bank: seed ${seed}`);
  const bank = await Bank.open({ accounts: 40, clients: 4, kills: 3, seed, log: () => {} });
  try {
    const report = await bank.run();
    expect(report.acknowledged).toBeGreaterThan(10);
  } finally {
    await bank.close();
  }
});
