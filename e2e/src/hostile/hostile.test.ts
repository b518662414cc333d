import { expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { besiegeCluster } from './castle.ts';

const long = longTestsReason();
const skip =
  (prefixOf('mysql') === undefined && explainSkip('hostile clients', 'no mysql here')) ||
  (long !== undefined && explainSkip('hostile clients', long));

test.skipIf(skip)('a gate serves the well-behaved while others send what no client should', async () => {
  const seed = Number(process.env['VT_SEED'] ?? 1);
  console.log(`hostile: VT_SEED=${seed}`);
  const report = await besiegeCluster({ rounds: 320, seed, idle: 500, atOnce: 16, loris: 20, log: () => {} });
  expect(report.attacks).toBe(320);
});
