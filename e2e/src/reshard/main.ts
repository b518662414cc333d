import { parseArgs } from 'node:util';
import { copyRate } from './copy-rate.ts';
import { report, reshardDrill } from './reshard-drill.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    rows: { type: 'string', default: '1000000' },
    path: { type: 'string', default: '1,2,4,2' },
    writers: { type: 'string', default: '16' },
    readers: { type: 'string', default: '16' },
    pause: { type: 'string', default: '5' },
    'copy-rate': { type: 'boolean', default: false },
    followers: { type: 'boolean', default: true },
    reverse: { type: 'boolean', default: true },
    topo: { type: 'string', default: 'embedded' },
    'port-base': { type: 'string', default: '' },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const portBase = values['port-base'] ? Number(values['port-base']) : undefined;
if (values['copy-rate']) {
  await copyRate(Number(values.rows), print, portBase);
  process.exit();
}

const result = await reshardDrill({
  rows: Number(values.rows),
  path: values.path.split(',').map(Number),
  writers: Number(values.writers),
  readers: Number(values.readers),
  pauseMs: Number(values.pause),
  reverse: values.reverse,
  followers: values.followers,
  topo: values.topo as 'embedded' | 'etcd',
  ...(portBase !== undefined && { portBase }),
  print,
});
process.stdout.write(`${report(result)}\n`);
const { lost, ghosts, wrongCounters } = result.audit;
const isClean = result.steps.every(({ diff }) => diff.State === 'completed' && !diff.HasMismatch);
const wrong = lost.length + ghosts.length + wrongCounters.length + result.doubled.length;
if (wrong > 0 || result.followed?.problems.length || !isClean || result.rowsStored !== result.rowsExpected)
  process.exitCode = 1;
