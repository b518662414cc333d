import { choice, common, longRun, number } from '../harness/long-run.ts';
import { Bank } from './bank.ts';

const flags = longRun(
  {
    script: 'bank',
    title:
      'Clients move money between accounts on several shards while gates, tablets and mysqlds are killed, or stand still and go on; then the books are checked.',
  },
  {
    kills: number(200, 'processes that are killed'),
    freezes: number(50, 'processes that stand still for up to 15 s'),
    seed: common.seed,
    accounts: number(1_000, 'over all shards'),
    clients: number(16, 'that move money'),
    shards: choice(['4', '2'], 'of the keyspace'),
    flavor: choice(['mysql', 'mariadb'], 'of the servers'),
    portBase: common.portBase,
  },
);
const log = (line: string): void => void process.stdout.write(`${line}\n`);

const seed = flags.seed ?? Number(process.env['VT_SEED'] ?? Date.now() % 1_000_000);
log(`seed ${seed}, ${flags.kills} kills, ${flags.freezes} freezes`);
const bank = await Bank.open({ ...flags, shards: flags.shards === '4' ? 4 : 2, seed, log });
// Ctrl-C: what was done so far is checked.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => bank.hurry());
try {
  const { transfers, acknowledged, drainMs, kills, freezes } = await bank.run();
  log(
    `${kills} kills, ${freezes} freezes, ${transfers} transfers, ${acknowledged} acknowledged, all in the books; drained in ${Math.round(drainMs)} ms`,
  );
} finally {
  await bank.close();
}
