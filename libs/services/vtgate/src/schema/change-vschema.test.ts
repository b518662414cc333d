import { TopoServer } from '@vt/topo';
import { vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { changeVSchema, vschemaUsers } from './change-vschema.ts';

const signal = new AbortController().signal;

test('ALTER VSCHEMA changes the stored document and what gates watch, and refuses what no gate could use', async () => {
  const topo = TopoServer.open({
    implementation: 'memory',
    globalServerAddress: 'change-vschema',
    globalRoot: '/global',
  });
  const registry = vindexRegistry();
  await topo.cells.create('zone1', { server_address: 'change-vschema', root: '/zone1' });
  await topo.keyspaces.create('ks', {});
  const change = (...args: Parameters<typeof changeVSchema> extends [unknown, unknown, ...infer R] ? R : never) =>
    changeVSchema(topo, registry, ...args);
  await change('ks', { kind: 'createVindex', vindex: 'hash', type: 'hash', params: {} }, signal);
  const onT = { kind: 'addColumnVindex', table: 't', vindex: 'hash', columns: ['id'], type: '', params: {} } as const;
  await change('ks', onT, signal);
  const { value } = await topo.keyspaces.vschema('ks');
  expect(value.sharded).toBe(true);
  expect((await topo.serving.vschema('zone1')).keyspaces['ks']?.tables['t']?.column_vindexes[0]?.name).toBe('hash');
  await expect(change('ks', onT, signal)).rejects.toThrow('vindex hash already defined on table t');
  const wrong = { kind: 'createVindex', vindex: 'x', type: 'absent', params: {} } as const;
  await expect(change('ks', wrong, signal)).rejects.toThrow('vindexType "absent" not found');
  expect((await topo.keyspaces.vschema('ks')).value.vindexes['x']).toBeUndefined();
  await topo.close();
});

test('who may change VSchemas', () => {
  expect(vschemaUsers([])({ user: 'a' })).toBe(false);
  expect(vschemaUsers(['%'])({ user: 'a' })).toBe(true);
  expect([vschemaUsers(['a', ' b'])({ user: 'b' }), vschemaUsers(['a'])({ user: 'b' })]).toEqual([true, false]);
});
