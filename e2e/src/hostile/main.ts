import { besiegeCluster } from './castle.ts';

// `node e2e/dist/hostile/main.js [attacks] [seed] [idle connections]`: the long run.
const [rounds = 5_000, seed = Number(process.env['VT_SEED'] ?? 1), idle = 10_000] = process.argv.slice(2).map(Number);
const log = (line: string): void => void process.stdout.write(`${line}\n`);

log(`seed ${seed}, ${rounds} attacks, ${idle} idle connections`);
const report = await besiegeCluster({ rounds, seed, idle, atOnce: 16, loris: 200, log });
log(JSON.stringify(report));
