import { parseArgs } from 'node:util';
import { TestCluster } from '../harness/cluster.ts';
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
try {
  const result = await drill(cluster, {
    seed: Number(values.seed),
    planned: Number(values.planned),
    losses: Number(values.losses),
    faults: values.faults.split(',').filter(Boolean),
    writers: Number(values.writers),
    readers: Number(values.readers),
    print,
  });
  print(report(result));
  const { lost, wrongCounters, ghosts } = result.audit;
  if (lost.length + wrongCounters.length + ghosts.length + result.complaints.length > 0) process.exitCode = 1;
} finally {
  if (values.keep) print(`left running in ${cluster.dir}`);
  else await cluster.stop();
}
