import { choice, common, longRun, number } from '../harness/long-run.ts';
import { Random } from '../harness/random.ts';
import { drillChanges } from './changes.ts';
import { ddlDrill, report } from './ddl-drill.ts';
import { allDeaths } from './deaths.ts';
import { randomChanges } from './random-changes.ts';

const flags = longRun(
  {
    script: 'ddl-drill',
    title:
      'Changes a table of two shards in every way under load while tablets die, and audits every acknowledged write.',
  },
  {
    rows: number(200_000, 'in the table beforehand'),
    changes: number(drillChanges.length, 'of the list of changes'),
    random: number(0, 'changes that the seed decides, instead of those of the list'),
    seed: common.seed,
    flavor: choice(['mysql', 'mariadb'], 'the servers'),
    deaths: number(allDeaths.length, 'of the list of deaths'),
    writers: number(8, 'clients that write'),
    readers: number(4, 'clients that read'),
    pause: number(5, 'ms between two statements of a client'),
    portBase: common.portBase,
  },
);

const { changes, random, seed = Date.now() % 1_000_000, deaths, pause, portBase, ...load } = flags;
if (random > 0) process.stdout.write(`seed ${seed}\n`);
const result = await ddlDrill({
  ...load,
  changes: random > 0 ? randomChanges(random, new Random(seed)) : drillChanges.slice(0, changes),
  deaths: allDeaths.slice(0, deaths),
  pauseMs: pause,
  ...(portBase !== undefined && { portBase }),
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
