import { expect, test } from 'vitest';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { Bank } from './bank.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('bank', 'no mysql here');

test.skipIf(skip)(
  'money moves between shards while a gate, a tablet and a mysqld die, and none is made or lost',
  async () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`bank: VT_SEED=${seed}`);
    const bank = await Bank.open({ accounts: 40, clients: 4, shards: 2, kills: 3, freezes: 0, seed, log: () => {} });
    try {
      const report = await bank.run();
      expect(report.kills).toBe(3);
      expect(report.acknowledged).toBeGreaterThan(10);
    } finally {
      await bank.close();
    }
  },
);
