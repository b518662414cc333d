import { create } from '@vt/proto';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import { TabletPicker } from './tablet-picker.ts';

let topo: TopoServer | undefined;
afterEach(() => topo?.close());

test('who finds no tablet is told of it, with what was looked for', async () => {
  const memory = new Map<string, MemoryServer>();
  topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
  const told: unknown[] = [];
  const picker = new TabletPicker({
    topo,
    external: () => Promise.reject(new Error('no other cluster')),
    cell: 'zone1',
    defaultTypes: 'in_order:REPLICA,RDONLY',
    connect: () => {
      throw new Error('there are no tablets here');
    },
    onNone: (wanted) => told.push(wanted),
  });
  const source = create('binlogdata.BinlogSource', { keyspace: 'ks', shard: '-80' });
  const picked = picker.pick({ source, cells: '', tabletTypes: '' }, new AbortController().signal);
  await expect(picked).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(told).toEqual([{ cells: 'zone1', keyspace: 'ks', shard: '-80', types: 'in_order:REPLICA,RDONLY' }]);
});
