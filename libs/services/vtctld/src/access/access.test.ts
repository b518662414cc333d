import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, serviceDefinition } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { TabletManagers } from '../index.ts';
import { callAs } from '../service.ts';
import { type AuditEntry, auditFile, lineOf } from './audit.ts';
import { isReading } from './method-kind.ts';
import { everybodyMay, RolesFile } from './roles.ts';

const never = new AbortController().signal;
const fail = (error: unknown): void => {
  throw error;
};
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-access-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function open(): Promise<Context> {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  const tablets = new TabletManagers(() => {
    throw new Error('there are no tablets here');
  });
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
  return { topo, tablets, log: silentLogger, remoteTimeoutMs: 10_000 };
}

describe('what changes nothing', () => {
  test('is known by name; whatever else there is counts as a change', () => {
    const methods = Object.keys(serviceDefinition('vtctlservice.Vtctld'));
    const changes = methods.filter((name) => !isReading(name));
    expect(changes.filter((name) => /^(Get|Find|Validate)/.test(name))).toEqual([]);
    for (const name of [
      'ApplySchema',
      'ExecuteFetchAsDBA',
      'Backup',
      'SetWritable',
      'ConcludeTransaction',
      'VDiffCreate',
    ])
      expect(changes).toContain(name);
  });
});

describe('roles', () => {
  const path = () => join(dir, 'roles.json');

  test('admins may do all, readers what changes nothing, others nothing', () => {
    writeFileSync(path(), JSON.stringify({ ann: 'admin', ray: 'reader', '*': 'none' }));
    const { authorize } = new RolesFile(path(), fail);
    authorize('ann', 'DeleteKeyspace');
    authorize('ray', 'GetKeyspace');
    expect(() => authorize('ray', 'DeleteKeyspace')).toThrow(
      expect.objectContaining({
        code: 'PERMISSION_DENIED',
        message: "user 'ray' is not allowed to call DeleteKeyspace",
      }),
    );
    expect(() => authorize('eve', 'GetKeyspace')).toThrow('not allowed');
    expect(() => authorize('', 'GetKeyspace')).toThrow('a caller without a name');
  });

  test('are read again when the file changes, and kept when it breaks', () => {
    writeFileSync(path(), '{"ann":"reader"}');
    const problems: unknown[] = [];
    const { authorize } = new RolesFile(path(), (error) => problems.push(error));
    expect(() => authorize('ann', 'DeleteKeyspace')).toThrow('not allowed');
    const change = (text: string, seconds: number) => {
      writeFileSync(path(), text);
      utimesSync(path(), seconds, seconds);
    };
    change('{"ann":"admin"}', 1_000);
    authorize('ann', 'DeleteKeyspace');
    change('{"ann":', 2_000);
    authorize('ann', 'DeleteKeyspace');
    expect(problems.length).toBe(1);
  });

  test.each(['[]', '{"ann":"king"}', 'x'])('a file that is none is refused: %s', (text) => {
    writeFileSync(path(), text);
    expect(() => new RolesFile(path(), fail)).toThrow('roles file');
  });
});

describe('the audit log', () => {
  test('has who did what, and the records before and after; reading is not in it', async () => {
    const context = await open();
    const path = join(dir, 'audit.log');
    const access = { authorize: everybodyMay, audit: auditFile(path, fail) };
    const caller = { user: 'ann', peer: '1.2.3.4:5' };
    const call = (method: string, request: object) => callAs(access, { method, request, caller }, context, never);
    await call('CreateKeyspace', create('vtctldata.CreateKeyspaceRequest', { name: 'ks' }));
    await call('GetKeyspace', create('vtctldata.GetKeyspaceRequest', { keyspace: 'ks' }));
    const policy = { keyspace: 'ks', durability_policy: 'semi_sync' };
    await call('SetKeyspaceDurabilityPolicy', create('vtctldata.SetKeyspaceDurabilityPolicyRequest', policy));
    await expect(
      call('DeleteKeyspace', create('vtctldata.DeleteKeyspaceRequest', { keyspace: 'no' })),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const entries = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry);
    expect(entries.map(({ method }) => method)).toEqual([
      'CreateKeyspace',
      'SetKeyspaceDurabilityPolicy',
      'DeleteKeyspace',
    ]);
    expect(entries[0]).toMatchObject({
      ...caller,
      outcome: 'ok',
      request: { name: 'ks' },
      before: { 'keyspace ks': null },
    });
    expect(entries[1]).toMatchObject({
      before: { 'keyspace ks': { durability_policy: 'none' } },
      after: { 'keyspace ks': { durability_policy: 'semi_sync' } },
    });
    expect(entries[2]?.outcome).toContain('no');
    await context.topo.close();
  });

  test('keeps no passwords', () => {
    const entry = {
      request: { query: `create user a identified by 'se''cret', b identified with x by "other"` },
    } as unknown as AuditEntry;
    expect(lineOf(entry)).not.toMatch(/secret|cret|other/);
  });
});
