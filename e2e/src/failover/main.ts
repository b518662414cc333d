import { parseArgs } from 'node:util';
import { TestCluster } from '../harness/cluster.ts';
import { crowdDrill } from './crowd-drill.ts';
import { drill, report } from './drill.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    planned: { type: 'string', default: '50' },
    losses: { type: 'string', default: '50' },
    faults: { type: 'string', default: '' },
    writers: { type: 'string', default: '16' },
    readers: { type: 'string', default: '16' },
    flavor: { type: 'string', default: 'mysql' },
    topo: { type: 'string', default: 'embedded' },
    'port-base': { type: 'string', default: '' },
    crowd: { type: 'string', default: '' },
    'topo-away': { type: 'string', default: '10' },
    keep: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);
print(`seed ${values.seed}`);
const cluster = await TestCluster.start({
  flavor: values.flavor as 'mariadb' | 'mysql',
  topo: values.topo as 'embedded' | 'etcd',
  flags: ['--replicas', '2', '--keyspace', 'commerce=0'],
  ...(values['port-base'] ? { portBase: Number(values['port-base']) } : {}),
});
const common = { seed: Number(values.seed), writers: Number(values.writers), readers: Number(values.readers), print };
try {
  if (values.crowd) await crowd(Number(values.crowd));
  else await moveAndLose();
} finally {
  if (values.keep) print(`left running in ${cluster.dir}`);
  else await cluster.stop();
}

async function moveAndLose(): Promise<void> {
  const result = await drill(cluster, {
    ...common,
    planned: Number(values.planned),
    losses: Number(values.losses),
    faults: values.faults.split(',').filter(Boolean),
  });
  print(report(result));
  const { lost, wrongCounters, ghosts } = result.audit;
  if (lost.length + wrongCounters.length + ghosts.length + result.complaints.length > 0) process.exitCode = 1;
}

/** `--crowd rounds`: several of everything, dying at random; then the topology is away for `--topo-away` seconds. */
async function crowd(rounds: number): Promise<void> {
  const { audit, deaths, errors, errorsWithoutTopology, writesWithoutTopology } = await crowdDrill(cluster, {
    ...common,
    rounds,
    topoAwayMs: Number(values['topo-away']) * 1000,
  });
  const { acknowledged, failed, unknown, lost, ghosts, wrongCounters } = audit;
  print(`deaths: ${[...deaths].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  print(`writes: ${acknowledged} acknowledged, ${failed} failed, ${unknown} unknown`);
  print(`lost: ${lost.length}; ghosts: ${ghosts.length}; wrong counters: ${wrongCounters.join('; ') || 'none'}`);
  for (const [text, count] of errors) print(`  ${count} × ${text}`);
  const away = errorsWithoutTopology.length === 0 ? 'no error' : errorsWithoutTopology.join('; ');
  print(`topology away for ${values['topo-away']} s: ${writesWithoutTopology} writes, ${away}`);
  if (lost.length + ghosts.length + wrongCounters.length + errorsWithoutTopology.length > 0) process.exitCode = 1;
}
