import { common, longRun, number } from '../harness/long-run.ts';
import { besiegeCluster } from './castle.ts';

const flags = longRun(
  {
    script: 'siege',
    title:
      'Sends a gate what no client should, in every state of the protocol, while idle and slow connections stay; others must go on.',
  },
  {
    attacks: number(5_000, 'connections that misbehave'),
    seed: common.seed,
    idle: number(10_000, 'connections that do nothing'),
    loris: number(200, 'handshakes that never end'),
    atOnce: number(16, 'attacks at the same time'),
  },
);
const log = (line: string): void => void process.stdout.write(`${line}\n`);

const { attacks: rounds, ...siege } = flags;
const seed = flags.seed ?? Number(process.env['VT_SEED'] ?? Date.now() % 1_000_000);
log(`seed ${seed}, ${rounds} attacks, ${flags.idle} idle connections`);
const report = await besiegeCluster({ ...siege, rounds, seed, log });
log(JSON.stringify(report));
