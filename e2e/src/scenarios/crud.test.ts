import { describe, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { firstTenMinutes } from './crud.ts';

const matrix = [
  { flavor: 'mysql', topo: 'embedded' },
  { flavor: 'mysql', topo: 'etcd' },
  { flavor: 'mariadb', topo: 'embedded' },
] as const;

describe.each(matrix)('a new cluster on $flavor with topology $topo', ({ flavor, topo }) => {
  const missing =
    prefixOf(flavor) === undefined ? flavor : topo === 'etcd' && prefixOf('etcd') === undefined ? 'etcd' : undefined;
  const skip = missing !== undefined && explainSkip(`cluster on ${flavor}, ${topo}`, `no ${missing} here`);

  test.skipIf(skip)('serves the first ten minutes', { timeout: 240_000 }, async () => {
    const cluster = await TestCluster.start({ flavor, topo });
    try {
      await firstTenMinutes(cluster);
    } finally {
      await cluster.stop();
    }
  });
});
