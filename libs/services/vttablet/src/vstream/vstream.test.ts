import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, findPrograms, freePort } from '@vt/mysql/testing';
import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';

const target = { keyspace: 'commerce', shard: '0', tablet_type: 'PRIMARY' } as const;

describe.each(availableFlavors())('streams of a tablet on %s', (flavor) => {
  let directory: string;
  let topo: TopoServer;
  let tablet: TestTablet;

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-vstream-'));
    const args = [
      '--init-keyspace=commerce',
      '--init-shard=0',
      '--topo-global-server-address=x:1',
      `--flavor=${flavor}`,
      `--mysqld-prefix=${dirname(findPrograms(flavor) ?? '')}`,
      `--tablet-dir=${directory}`,
      '--mysqld-profile=small',
      '--mysqld-shutdown',
      '--tablet-hostname=127.0.0.1',
      `--mycnf-mysql-port=${await freePort()}`,
    ];
    tablet = new TestTablet(100, args);
    await tablet.start();
    await tablet.manager.unary('InitPrimary', {});
  });

  afterAll(async () => {
    await tablet?.stop();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const texts = (rows: readonly Message<'query.Row'>[]): string[] =>
    rows.map((row) => fromProtoRow(row).map(String).join());

  test('rows of a table, and what changes after them', async () => {
    await expect.poll(() => tablet.state, { timeout: 60_000, interval: 50 }).toBe('primary SERVING');
    await tablet.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from('create table vt_commerce.t (id int primary key, v varchar(10))'),
      max_rows: 1n,
    });
    await tablet.query("insert into t values (1, 'a'), (2, 'b')", 'PRIMARY');
    const rows: string[] = [];
    let gtid = '';
    for await (const part of tablet.queries.serverStream('VStreamRows', { target, query: 'select * from t' })) {
      gtid ||= part.gtid;
      rows.push(...texts(part.rows));
    }
    expect(rows).toEqual(['1,a', '2,b']);
    await tablet.query("update t set v = 'c' where id = 2", 'PRIMARY');
    const kinds: string[] = [];
    for await (const { events } of tablet.queries.serverStream('VStream', { target, position: gtid })) {
      kinds.push(...events.map(({ type }: { readonly type: unknown }) => String(type)));
      if (kinds.includes('COMMIT')) break;
    }
    expect(kinds.filter((kind) => kind !== 'HEARTBEAT')).toEqual(['BEGIN', 'FIELD', 'ROW', 'GTID', 'COMMIT']);
  });

  test('all tables, and the result of a query', async () => {
    const tables = new Map<string, string[]>();
    for await (const { table_name, rows } of tablet.queries.serverStream('VStreamTables', { target }))
      tables.set(table_name, [...(tables.get(table_name) ?? []), ...texts(rows)]);
    expect([...tables]).toEqual([['t', ['1,a', '2,c']]]);
    const results: string[] = [];
    for await (const { rows } of tablet.queries.serverStream('VStreamResults', {
      target,
      query: 'select count(*) from t',
    }))
      results.push(...texts(rows));
    expect(results).toEqual(['2']);
  });

  test('a caller who means another shard is refused', async () => {
    const wrong = { ...target, shard: '-80' };
    const stream = tablet.queries.serverStream('VStreamRows', { target: wrong, query: 'select * from t' });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 3 });
  });
});
