import { choice, common, longRun, number } from '../harness/long-run.ts';
import { Lookups } from './lookups.ts';

const flags = longRun(
  {
    script: 'lookups',
    title:
      'Clients add, change and remove rows that lookup vindexes find, and fight for unique values, while gates, tablets and mysqlds are killed, or stand still and go on; then rows and lookups are compared.',
  },
  {
    kills: number(100, 'processes that are killed'),
    freezes: number(20, 'processes that stand still for up to 15 s'),
    seed: common.seed,
    clients: number(16, 'that write'),
    emails: number(300, 'that they fight for'),
    shards: choice(['4', '2'], 'of the keyspace'),
  },
);
const log = (line: string): void => void process.stdout.write(`${line}\n`);

const seed = flags.seed ?? Number(process.env['VT_SEED'] ?? Date.now() % 1_000_000);
log(`seed ${seed}, ${flags.kills} kills, ${flags.freezes} freezes`);
const lookups = await Lookups.open({ ...flags, shards: flags.shards === '4' ? 4 : 2, seed, log });
// Ctrl-C: what was done so far is checked.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => lookups.hurry());
try {
  const { acknowledged, unknown, duplicates, people, orphans, kills, freezes } = await lookups.run();
  log(
    `${kills} kills, ${freezes} freezes; ${acknowledged} writes acknowledged, ${unknown} without an answer, ${duplicates} refused as duplicates; ${people} people, each found by e-mail and city; ${orphans} lookup rows without one, each taken over`,
  );
} finally {
  await lookups.close();
}
