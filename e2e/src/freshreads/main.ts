import { longRun, number } from '../harness/long-run.ts';
import { freshReads } from './fresh-reads.ts';

const flags = longRun(
  {
    script: 'fresh-reads',
    title:
      'Clients write and read their own write from lagging replicas (read_after_write = session); a stale read fails the run.',
  },
  {
    pairs: number(100_000, 'of a write and a read'),
    lag: number(2, 's that the replicas lag behind'),
    clients: number(16, 'that write and read'),
  },
);
const log = (line: string): void => void process.stdout.write(`${line}\n`);
const report = await freshReads({ pairs: flags.pairs, lagSeconds: flags.lag, clients: flags.clients, log });
log(JSON.stringify(report));
if (report.stale > 0) process.exitCode = 1;
