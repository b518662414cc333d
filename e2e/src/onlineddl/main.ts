import { parseArgs } from 'node:util';
import { drillChanges } from './changes.ts';
import { ddlDrill, report } from './ddl-drill.ts';
import { allDeaths } from './deaths.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    changes: { type: 'string', default: '99' },
    deaths: { type: 'string', default: '99' },
    writers: { type: 'string', default: '8' },
    readers: { type: 'string', default: '4' },
    pause: { type: 'string', default: '5' },
    'port-base': { type: 'string', default: '' },
  },
});

const result = await ddlDrill({
  rows: Number(values.rows),
  changes: drillChanges.slice(0, Number(values.changes)),
  deaths: allDeaths.slice(0, Number(values.deaths)),
  writers: Number(values.writers),
  readers: Number(values.readers),
  pauseMs: Number(values.pause),
  ...(values['port-base'] ? { portBase: Number(values['port-base']) } : {}),
  print: (line) => void process.stdout.write(`${line}\n`),
});
process.stdout.write(`${report(result)}\n`);
const { lost, ghosts, wrongCounters } = result.audit;
const [before, after] = result.checksums;
const wrong =
  lost.length +
  ghosts.length +
  wrongCounters.length +
  result.doubled.length +
  result.errors.length +
  result.readErrors.length;
if (wrong > 0 || before.join() !== after.join() || result.rowsStored !== result.rowsExpected) process.exitCode = 1;
