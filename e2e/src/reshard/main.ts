import { choice, common, longRun, number, numbers, toggle } from '../harness/long-run.ts';
import { copyRate } from './copy-rate.ts';
import { foreground } from './foreground.ts';
import { randomDeaths } from './random-deaths.ts';
import { report, reshardDrill } from './reshard-drill.ts';

const flags = longRun(
  {
    script: 'reshard-drill',
    title:
      'Moves a table between keyspaces and reshards it under load, each there, back and there again, and audits every acknowledged write.',
  },
  {
    rows: number(1_000_000, 'in the table beforehand'),
    path: numbers([1, 2, 4, 2], 'how many shards, one after the other'),
    writers: number(16, 'clients that write'),
    readers: number(16, 'clients that read'),
    pause: number(5, 'ms between two statements of a client'),
    copyRate: toggle(false, 'compares the copying with mysqldump | mysql instead'),
    deaths: number(
      0,
      'seconds: instead, a small table moves and is split there and back while processes die at random moments, with an audit after each round',
    ),
    between: number(3_000, 'ms between two of the --deaths, on average'),
    foreground: toggle(false, 'tells what 16 clients wait while a table is copied, throttled or not, instead'),
    ratio: number(0.5, 'of the copying that --foreground has throttled'),
    rounds: number(5, 'of --foreground, in which idle, copying and throttled take turns'),
    followers: toggle(true, 'no copy, counts and consumer that follow meanwhile'),
    reverse: toggle(true, 'only there, not back and there again'),
    topo: choice(['embedded', 'etcd'], 'the topology server'),
    flavor: choice(['mysql', 'mariadb'], 'the servers'),
    seed: common.seed,
    portBase: common.portBase,
  },
);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
if (flags.copyRate) {
  await copyRate(flags.rows, print, flags.portBase);
  process.exit();
}
if (flags.foreground) {
  const { rows, ratio, rounds, pause: pauseMs, portBase } = flags;
  await foreground({ rows, ratio, rounds, pauseMs, clients: 16, print, ...(portBase !== undefined && { portBase }) });
  process.exit();
}

const seed = flags.seed ?? Date.now() % 1_000_000;
print(`seed ${seed}`);
if (flags.deaths > 0) {
  const { deaths: seconds, between: betweenMs, portBase } = flags;
  const done = await randomDeaths({ seconds, betweenMs, seed, print, ...(portBase !== undefined && { portBase }) });
  print(`${done.rounds} rounds, ${done.switches} switches, ${done.deaths} deaths: nothing lost, nothing doubled`);
  process.exit();
}

const { pause, portBase, ...drill } = flags;
const result = await reshardDrill({
  ...drill,
  seed,
  pauseMs: pause,
  ...(portBase !== undefined && { portBase }),
  print,
});
print(report(result));
const { lost, ghosts, wrongCounters } = result.audit;
const isClean = result.steps.every(({ diff }) => diff.State === 'completed' && !diff.HasMismatch);
const wrong = lost.length + ghosts.length + wrongCounters.length + result.doubled.length;
if (wrong > 0 || result.followed?.problems.length || !isClean || result.rowsStored !== result.rowsExpected)
  process.exitCode = 1;
