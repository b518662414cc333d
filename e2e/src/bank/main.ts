import { Bank } from './bank.ts';

// `node e2e/dist/bank/main.js [kills] [seed]`: the long run.
const [kills = 200, seed = Number(process.env['VT_SEED'] ?? 1)] = process.argv.slice(2).map(Number);
const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

log(`seed ${seed}, ${kills} kills`);
const bank = await Bank.open({ accounts: 1_000, clients: 16, kills, seed, log });
try {
  const { transfers, acknowledged, drainMs } = await bank.run();
  log(`${transfers} transfers, ${acknowledged} acknowledged, all in the books; drained in ${Math.round(drainMs)} ms`);
} finally {
  await bank.close();
}
