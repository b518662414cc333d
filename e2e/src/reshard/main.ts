import { parseArgs } from 'node:util';
import { report, reshardDrill } from './reshard-drill.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    path: { type: 'string', default: '1,2,4,2' },
    writers: { type: 'string', default: '16' },
    readers: { type: 'string', default: '16' },
    pause: { type: 'string', default: '5' },
    reverse: { type: 'boolean', default: true },
    topo: { type: 'string', default: 'embedded' },
    'port-base': { type: 'string', default: '' },
  },
});

const result = await reshardDrill({
  rows: Number(values.rows),
  path: values.path.split(',').map(Number),
  writers: Number(values.writers),
  readers: Number(values.readers),
  pauseMs: Number(values.pause),
  reverse: values.reverse,
  topo: values.topo as 'embedded' | 'etcd',
  ...(values['port-base'] ? { portBase: Number(values['port-base']) } : {}),
  print: (line) => void process.stdout.write(`${line}\n`),
});
process.stdout.write(`${report(result)}\n`);
const { lost, ghosts, wrongCounters } = result.audit;
const isClean = result.steps.every(({ diff }) => diff.State === 'completed' && !diff.HasMismatch);
const wrong = lost.length + ghosts.length + wrongCounters.length + result.doubled.length;
if (wrong > 0 || !isClean || result.rowsStored !== result.rowsExpected) process.exitCode = 1;
