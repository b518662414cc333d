import { Stats } from '@vt/servenv';
import { expect, test } from 'vitest';
import type { MemoryServer } from '../kv/memory-kv.ts';
import { TopoServer } from '../server/topo-server.ts';
import { topoStats } from '../topo-stats.ts';

test('calls are counted by operation and cell, and so are those that fail', async () => {
  const stats = new Stats('vtctld');
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({
    implementation: 'memory',
    globalServerAddress: 'g',
    globalRoot: '/global',
    memory,
    onCall: topoStats(stats),
  });
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
  const conn = await topo.cellConn('zone1');
  await expect(conn.get('nothing')).rejects.toThrow("node doesn't exist");
  expect(stats.vars()).toMatchObject({
    TopologyConnOperations: { Histograms: { 'Create.global': { Count: 1 }, 'Get.zone1': { Count: 1 } } },
    TopologyConnErrors: { 'Get.zone1': 1 },
  });
  expect(await stats.metrics()).toContain('vtctld_topology_conn_errors{operation="Get",cell="zone1"} 1');
  await topo.close();
});
