import { TestCluster } from '../harness/cluster.ts';
import { choice, common, longRun, number, toggle, words } from '../harness/long-run.ts';
import { crowdDrill } from './crowd-drill.ts';
import { drill, report } from './drill.ts';
import { trialDrill } from './trial-drill.ts';

const flags = longRun(
  {
    script: 'drill',
    title: 'Moves and loses the primary of a shard of three tablets under load, and audits every acknowledged write.',
  },
  {
    seed: common.seed,
    planned: number(50, 'moves by PlannedReparentShard'),
    losses: number(50, 'primaries that are lost'),
    faults: words('the ways in which they are lost (default all)'),
    writers: number(16, 'clients that write'),
    readers: number(16, 'clients that read'),
    flavor: choice(['mysql', 'mariadb'], 'of the servers'),
    topo: choice(['embedded', 'etcd'], 'the topology server'),
    crowd: number(
      0,
      'rounds with several gates, vtctlds and vtorcs that die, stand still or are restarted at random, instead',
    ),
    trials: words('two at a time, processes that stand still and more such, instead (all: every one, in turn)'),
    topoAway: number(10, 's without a topology, after the rounds of --crowd and in those of --trials'),
    keep: toggle(false, 'leaves the cluster running'),
    portBase: common.portBase,
  },
);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const seed = flags.seed ?? Date.now() % 1_000_000;
print(`seed ${seed}`);
const cluster = await TestCluster.start({
  flavor: flags.flavor,
  topo: flags.topo,
  flags: ['--replicas', '2', '--keyspace', 'commerce=0'],
  ...(flags.portBase !== undefined && { portBase: flags.portBase }),
});
const load = { seed, writers: flags.writers, readers: flags.readers, print };
try {
  if (flags.crowd > 0) await crowd(flags.crowd);
  else if (flags.trials.length > 0) await tryAll(flags.trials);
  else await moveAndLose();
} finally {
  if (flags.keep) {
    cluster.leave();
    print(`left running in ${cluster.dir}`);
  } else await cluster.stop();
}

async function moveAndLose(): Promise<void> {
  const result = await drill(cluster, { ...load, planned: flags.planned, losses: flags.losses, faults: flags.faults });
  print(report(result));
  const { lost, wrongCounters, ghosts } = result.audit;
  if (lost.length + wrongCounters.length + ghosts.length + result.complaints.length > 0) process.exitCode = 1;
}

/** `--trials names`. */
async function tryAll(names: readonly string[]): Promise<void> {
  const { audit, complaints } = await trialDrill(cluster, { ...load, names, topoAwayMs: flags.topoAway * 1000 });
  const { acknowledged, failed, unknown, lost, ghosts, wrongCounters } = audit;
  print(`writes: ${acknowledged} acknowledged, ${failed} failed, ${unknown} unknown`);
  print(`lost: ${lost.length}; ghosts: ${ghosts.length}; wrong counters: ${wrongCounters.join('; ') || 'none'}`);
  print(`complaints: ${complaints.join('; ') || 'none'}`);
  if (lost.length + ghosts.length + wrongCounters.length + complaints.length > 0) process.exitCode = 1;
}

/** `--crowd rounds`: several of everything, dying at random; then the topology is away for `--topo-away` seconds. */
async function crowd(rounds: number): Promise<void> {
  const { audit, strikes, errors, errorsWithoutTopology, writesWithoutTopology } = await crowdDrill(cluster, {
    ...load,
    rounds,
    topoAwayMs: flags.topoAway * 1000,
  });
  const { acknowledged, failed, unknown, lost, ghosts, wrongCounters } = audit;
  print(`strikes: ${[...strikes].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  print(`writes: ${acknowledged} acknowledged, ${failed} failed, ${unknown} unknown`);
  print(`lost: ${lost.length}; ghosts: ${ghosts.length}; wrong counters: ${wrongCounters.join('; ') || 'none'}`);
  for (const [text, count] of errors) print(`at a client of a living gate: ${count} × ${text}`);
  const away = errorsWithoutTopology.length === 0 ? 'no error' : errorsWithoutTopology.join('; ');
  print(`topology away for ${flags.topoAway} s: ${writesWithoutTopology} writes, ${away}`);
  const bad = [lost, ghosts, wrongCounters, errors, errorsWithoutTopology];
  if (bad.some(({ length }) => length > 0)) process.exitCode = 1;
}
