import { silentLogger } from '@vt/servenv';
import type { Protections, QueryRule } from '@vt/tabletserver';
import { MemoryServer, TopoServer } from '@vt/topo';
import { expect, test, vi } from 'vitest';
import { loadProtection } from './load.ts';

type Env = Parameters<typeof loadProtection>[0];

test('query rules in a cell’s topology are followed from when it answers, and to where it moves', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const memory = new Map(['global', 'one', 'moved'].map((name) => [name, new MemoryServer()]));
  const open = () =>
    TopoServer.open({
      implementation: 'memory',
      globalServerAddress: 'global',
      globalRoot: '/global',
      memory,
      conn: { callTimeoutMs: 300 },
    });
  const [topo, writer] = [open(), open()];
  const seen: string[] = [];
  const set = (_source: string, rules: readonly QueryRule[]) => seen.push(rules.map(({ name }) => name).join());
  const protect = { rules: { set } } as unknown as Protections;
  const flags = { 'topocustomrule-cell': 'zone1', 'topocustomrule-path': 'rules', filecustomrules: '' };
  const env = { flags: { ...flags, 'table-acl-config': '' }, log: silentLogger } as unknown as Env;
  const stop = new AbortController();
  const rule = (Name: string) => Buffer.from(JSON.stringify([{ Name }]));
  try {
    await writer.cells.create('zone1', { server_address: 'one', root: '/zone1' });
    await (await writer.cellConn('zone1')).create('rules', rule('a'));
    memory.get('global')?.setReachable(false);
    loadProtection(env, topo, protect, stop.signal);
    memory.get('global')?.setReachable(true);
    await vi.waitFor(() => expect(seen).toEqual(['a']), { timeout: 10_000 });
    await writer.cells.update('zone1', (info) => {
      info.server_address = 'moved';
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.waitFor(async () => (await writer.cellConn('zone1')).update('rules', rule('b'), undefined));
    await vi.waitFor(() => expect(seen.at(-1)).toBe('b'), { timeout: 10_000 });
  } finally {
    stop.abort();
    vi.useRealTimers();
    await Promise.all([topo.close(), writer.close()]);
  }
});
