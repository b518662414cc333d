import { freshReads } from './fresh-reads.ts';

// `node e2e/dist/freshreads/main.js [pairs] [lag seconds] [clients]`: the long run.
const [pairs = 100_000, lagSeconds = 2, clients = 16] = process.argv.slice(2).map(Number);
const log = (line: string): void => void process.stdout.write(`${line}\n`);
const report = await freshReads({ pairs, lagSeconds, clients, log });
log(JSON.stringify(report));
if (report.stale > 0) process.exitCode = 1;
