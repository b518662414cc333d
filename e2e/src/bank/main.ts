import { Bank } from './bank.ts';

// `node e2e/dist/bank/main.js [kills] [seed]`: the long run.
const [kills = 200, seed = Number(process.env['VT_SEED'] ?? 1)] = process.argv.slice(2).map(Number);
const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

log(`seed ${seed}, ${kills} kills`);
const bank = await Bank.open({ accounts: 1_000, clients: 16, shards: 4, kills, seed, log });
// Ctrl-C: what was done so far is checked.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => bank.hurry());
try {
  const { transfers, acknowledged, drainMs, kills: done } = await bank.run();
  log(
    `${done} kills, ${transfers} transfers, ${acknowledged} acknowledged, all in the books; drained in ${Math.round(drainMs)} ms`,
  );
} finally {
  await bank.close();
}
