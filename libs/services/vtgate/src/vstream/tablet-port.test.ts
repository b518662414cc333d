import { TopoServer } from '@vt/topo';
import { expect, test } from 'vitest';
import { TabletPort } from './tablet-port.ts';

const never = new AbortController().signal;

function portWith(cells: Pick<TopoServer['cells'], 'expand'>): TabletPort {
  const unused = undefined as never;
  return new TabletPort(unused, unused, unused, 'zone1', { cells } as TopoServer);
}

test('cells and their aliases are those of the topology', async () => {
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global' });
  for (const cell of ['zone1', 'zone2']) await topo.cells.create(cell, { server_address: cell, root: `/${cell}` });
  await topo.cells.createAlias('region', ['zone1', 'zone2']);
  const port = portWith(topo.cells);
  expect(await port.cells(['region'], never)).toEqual(['zone1', 'zone2']);
  const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining("cell or cells alias 'nowhere'") };
  await expect(port.cells(['zone1', 'nowhere'], never)).rejects.toMatchObject(refused);
  await topo.close();
});

test('without the topology they are taken as they were given', async () => {
  const port = portWith({ expand: () => Promise.reject(new Error('nobody answers')) });
  expect(await port.cells(['nowhere'], never)).toEqual(['nowhere']);
});
