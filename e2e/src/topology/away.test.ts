import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../harness/cluster.ts';
import { freePortBase } from '../harness/ports.ts';
import { Programs } from '../harness/programs.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';

const LEASE_S = 2;

describe.each(['embedded', 'etcd'] as const)('the topology is away, then back (%s)', (topology) => {
  const missing = (['mysql', ...(topology === 'etcd' ? (['etcd'] as const) : [])] as const).find(
    (name) => prefixOf(name) === undefined,
  );
  const reason = missing ? `no ${missing} here` : topology === 'etcd' ? longTestsReason() : undefined;
  const skip = reason !== undefined && explainSkip(`topology away, ${topology}`, reason);

  describe.skipIf(skip)('services', () => {
    const programs = new Programs();
    let base = 0;
    let gate: Connection;
    const started: Promise<void>[] = [];
    const names = ['vtctld', 'vtorc', 'vtgate', 'vttablet'] as const;
    const topoArgs = () => [
      ...['--topo-implementation', 'etcd2', '--topo-global-server-address', `127.0.0.1:${base + 379}`],
      ...['--topo-global-root', '/vitess/global', '--topo-etcd-lease-ttl', String(LEASE_S)],
    ];
    const vtctl = (...args: string[]) => programs.vtctldclient('--server', `127.0.0.1:${base + 999}`, ...args);
    const log = (name: string) => readFileSync(join(programs.dir, `${name}.log`), 'utf8');

    beforeAll(async () => {
      base = await freePortBase();
      await startTopology();
      const [root, address] = ['/vitess/zone1', `127.0.0.1:${base + 379}`];
      const cell = ['AddCellInfo', '--root', root, '--server-address', address, 'zone1'];
      await programs.vtctldclient('--server', 'internal', ...topoArgs(), ...cell);
      await programs.kill('topo');
    }, 120_000);

    afterAll(async () => {
      await gate?.end().catch(() => {});
      await programs.close();
    });

    async function startTopology(): Promise<void> {
      const [client, peer] = [`http://127.0.0.1:${base + 379}`, `http://127.0.0.1:${base + 380}`];
      if (topology === 'embedded') {
        const args = ['--listen', `127.0.0.1:${base + 379}`, '--data-file', join(programs.dir, 'topo.data')];
        return programs.start('topo', 'topo', base + 381, args);
      }
      const argv = [
        ...['--name', 'e', '--data-dir', join(programs.dir, 'etcd'), '--listen-client-urls', client],
        ...['--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
        ...['--initial-cluster', `e=${peer}`, '--log-level', 'error'],
      ];
      return programs.startOther('topo', join(prefixOf('etcd') ?? '', 'bin', 'etcd'), argv, `${client}/health`);
    }

    function begin(name: (typeof names)[number], port: number, args: readonly string[]): void {
      const start = programs.start(name, name, port, [...topoArgs(), ...args]);
      // Whoever waits for it hears of its failure.
      start.catch(() => {});
      started.push(start);
    }

    test('all start without it, and say what they wait for', { timeout: 240_000 }, async () => {
      begin('vtctld', base, ['--grpc-port', String(base + 999), '--cell', 'zone1']);
      begin('vtorc', base + 1_000, ['--cell', 'zone1', '--topo-information-refresh-duration', '1s']);
      begin('vtgate', base + 1, [
        ...['--cell', 'zone1', '--cells-to-watch', 'zone1', '--mysql-auth-server-impl', 'none'],
        ...['--mysql-server-port', String(base + 306), '--mysql-server-bind-address', '127.0.0.1'],
        ...['--gateway-initial-tablet-timeout', '3s', '--enable-buffer'],
      ]);
      begin('vttablet', base + 100, [
        ...['--tablet-path', 'zone1-100', '--tablet-hostname', '127.0.0.1', '--init-keyspace', 'commerce'],
        ...['--init-shard', '0', '--grpc-port', String(base + 1_100), '--mycnf-mysql-port', String(base + 2_100)],
        ...['--mysqld-prefix', prefixOf('mysql') ?? '', '--tablet-dir', programs.dir, '--mysqld-profile', 'small'],
        ...['--mysqld-shutdown', '--lameduck-period', '0s'],
      ]);
      // Twice: it outlived what one call to the topology waits by itself.
      await waitFor(
        'the tablet to say what it waits for',
        async () => log('vttablet').split('waiting for the topology to register this tablet').length > 2,
        170_000,
      );
      await waitFor('the gate to go on', async () => log('vtgate').includes('the topology has not answered'));
      await Promise.all(started.slice(0, 3));
      expect(names.filter((name) => !programs.isRunning(name))).toEqual([]);
      const page = await fetch(`http://127.0.0.1:${base + 100}/debug/status`);
      expect([page.status, await page.text()]).toEqual([503, 'starting: registering in the topology\n']);
      const { code, stderr } = await programs.tryVtctldclient('--server', `127.0.0.1:${base + 999}`, 'GetKeyspaces');
      expect([code, stderr]).toEqual([1, expect.stringMatching(/topology server unavailable|deadline exceeded/)]);
    });

    test('all come up when it is there', { timeout: 180_000 }, async () => {
      await startTopology();
      await Promise.all(started);
      await waitFor('vtorc to make the tablet primary', async () =>
        (await vtctl('GetShard', 'commerce/0')).includes('"uid": 100'),
      );
      gate = await createConnection({ host: '127.0.0.1', port: base + 306, user: 'root' });
      await waitFor('the gate to serve', async () => {
        await gate.query('create table if not exists commerce.t (id int primary key)');
        return true;
      });
      await gate.query('insert into commerce.t values (1)');
      await gate.query('use commerce');
    });

    test('away for longer than leases last: queries go on, and then everything else', {
      timeout: 180_000,
    }, async () => {
      const held = programs.tryVtctldclient('--server', `127.0.0.1:${base + 999}`, 'SleepTablet', 'zone1-100', '1s');
      await programs.kill('topo');
      for (let id = 2; id < 2 + LEASE_S * 10; id++) {
        await gate.query(`insert into t values (${id})`);
        await pause(200);
      }
      const fresh = await createConnection({ host: '127.0.0.1', port: base + 306, user: 'root', database: 'commerce' });
      const [rows] = await fresh.query<RowDataPacket[]>('select count(*) as n from t');
      expect(rows[0]?.['n']).toBe(1 + LEASE_S * 10);
      await fresh.end();
      await held;
      await startTopology();
      // Watches have found their way back when what changes now is seen.
      await vtctl('CreateKeyspace', 'other');
      await vtctl('ApplyVSchema', '--vschema', '{"tables": {"nowhere": {}}}', 'commerce');
      await waitFor('the gate to see a new vschema', async () => {
        const [tables] = await gate.query<RowDataPacket[]>('show vschema tables');
        return JSON.stringify(tables).includes('nowhere');
      });
      await vtctl('PlannedReparentShard', 'commerce/0', '--new-primary', 'zone1-100');
      await waitFor('vtorc to see the new keyspace', async () => {
        const state = await (await fetch(`http://127.0.0.1:${base + 1_000}/debug/vars`)).text();
        return state.includes('commerce');
      });
      expect(names.filter((name) => !programs.isRunning(name))).toEqual([]);
    });
  });
});
