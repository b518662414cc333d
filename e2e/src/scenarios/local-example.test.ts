import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../harness/cluster.ts';
import { freePortBase } from '../harness/ports.ts';
import { Programs } from '../harness/programs.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';

const matrix = [
  { flavor: 'mysql', topo: 'embedded' },
  { flavor: 'mariadb', topo: 'etcd' },
] as const;

/** Distances from the base port. */
const at = {
  vtctldHttp: 0,
  vtctldGrpc: 999,
  vtgateHttp: 1,
  vtgateMysql: 306,
  topo: 379,
  topoPeer: 380,
  topoHttp: 381,
  vtorc: 1000,
};

describe.each(matrix)('the local example by its steps, on $flavor with topology $topo', ({ flavor, topo }) => {
  const missing =
    prefixOf(flavor) === undefined ? flavor : topo === 'etcd' && prefixOf('etcd') === undefined ? 'etcd' : undefined;
  const reason = missing === undefined ? longTestsReason() : `no ${missing} here`;
  const skip = reason !== undefined && explainSkip(`local example on ${flavor}, ${topo}`, reason);

  describe.skipIf(skip)('steps', () => {
    const programs = new Programs();
    let base = 0;
    let gate: Connection;
    const port = (name: keyof typeof at): number => base + at[name];
    const topoArgs = () => [
      ...['--topo-implementation', 'etcd2', '--topo-global-server-address', `127.0.0.1:${port('topo')}`],
      ...['--topo-global-root', '/vitess/global'],
    ];
    const backups = [
      '--backup-storage-implementation',
      'file',
      '--file-backup-storage-root',
      join(programs.dir, 'backups'),
    ];
    const vtctl = (...args: string[]) => programs.vtctldclient('--server', `127.0.0.1:${port('vtctldGrpc')}`, ...args);

    beforeAll(async () => {
      base = await freePortBase();
    });

    afterAll(async () => {
      await gate?.end().catch(() => {});
      await programs.close();
    });

    async function startTopology(): Promise<void> {
      const [client, peer] = [`http://127.0.0.1:${port('topo')}`, `http://127.0.0.1:${port('topoPeer')}`];
      if (topo === 'embedded') {
        const args = ['--listen', `127.0.0.1:${port('topo')}`, '--data-file', join(programs.dir, 'topo.data')];
        return programs.start('topo', 'topo', port('topoHttp'), args);
      }
      const argv = [
        ...['--name', 'e', '--data-dir', join(programs.dir, 'etcd'), '--listen-client-urls', client],
        ...['--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
        ...['--initial-cluster', `e=${peer}`, '--log-level', 'error'],
      ];
      return programs.startOther('etcd', join(prefixOf('etcd') ?? '', 'bin', 'etcd'), argv, `${client}/health`);
    }

    function startTablet(uid: number): Promise<void> {
      const args = [
        ...topoArgs(),
        ...backups,
        ...['--grpc-port', String(base + 1000 + uid), '--service-map', 'grpc-queryservice,grpc-tabletmanager'],
        ...['--tablet-path', `zone1-${uid}`, '--tablet-hostname', '127.0.0.1', '--init-keyspace', 'commerce'],
        ...['--init-shard', '0', '--init-tablet-type', uid % 10 > 1 ? 'rdonly' : 'replica'],
        ...[
          '--flavor',
          flavor,
          '--mysqld-prefix',
          prefixOf(flavor) ?? '',
          '--mycnf-mysql-port',
          String(base + 2000 + uid),
        ],
        ...['--tablet-dir', programs.dir, '--mysqld-profile', 'small', '--mysqld-shutdown', '--restore-from-backup'],
        ...['--health-check-interval', '5s', '--lameduck-period', '0s'],
      ];
      return programs.start(`vttablet-${uid}`, 'vttablet', base + uid, args);
    }

    test('101: topology, cell, vtctld, keyspace', { timeout: 120_000 }, async () => {
      await startTopology();
      const cell = ['AddCellInfo', '--root', '/vitess/zone1', '--server-address', `127.0.0.1:${port('topo')}`, 'zone1'];
      await programs.vtctldclient('--server', 'internal', ...topoArgs(), ...cell);
      const again = await programs.tryVtctldclient('--server', 'internal', ...topoArgs(), ...cell);
      expect(again.stderr).toContain('node already exists');
      const args = [...topoArgs(), ...backups, '--cell', 'zone1', '--grpc-port', String(port('vtctldGrpc'))];
      await programs.start('vtctld', 'vtctld', port('vtctldHttp'), [
        ...args,
        '--service-map',
        'grpc-vtctl,grpc-vtctld',
      ]);
      await expect(vtctl('GetKeyspace', 'commerce')).rejects.toThrow(`node doesn't exist`);
      await vtctl('CreateKeyspace', '--sidecar-db-name=_vt', '--durability-policy=semi_sync', 'commerce');
    });

    test('101: three tablets, and vtorc makes one of them primary', { timeout: 240_000 }, async () => {
      await Promise.all([100, 101, 102].map(startTablet));
      await programs.start('vtorc', 'vtorc', port('vtorc'), [...topoArgs(), '--cell', 'zone1']);
      await waitFor('three tablets', async () => {
        const lines = (await vtctl('GetTablets', '--keyspace', 'commerce', '--shard', '0')).trim().split('\n');
        return lines.length === 3;
      });
      await waitFor(
        'a primary',
        async () => !(await vtctl('GetShard', 'commerce/0')).includes('"primary_alias": null'),
      );
      await waitFor('a writable primary', async () => {
        const alias = await primary();
        const status = JSON.parse(await vtctl('GetFullStatus', alias)) as { super_read_only: boolean };
        return !status.super_read_only;
      });
    });

    async function tabletLines(): Promise<string[][]> {
      const text = await vtctl('GetTablets', '--keyspace', 'commerce', '--shard', '0');
      return text
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
    }

    async function primary(): Promise<string> {
      return (await tabletLines()).find(([, , , type]) => type === 'primary')?.[0] ?? '';
    }

    test('101: schema and VSchema', { timeout: 120_000 }, async () => {
      const sql = [
        'create table product(sku varbinary(128), description varbinary(128), price bigint, primary key(sku))',
        'create table customer(customer_id bigint not null auto_increment, email varbinary(128), primary key(customer_id))',
        'create table corder(order_id bigint not null auto_increment, customer_id bigint, sku varbinary(128), price bigint, primary key(order_id))',
      ].join('; ');
      await vtctl('ApplySchema', '--sql', sql, 'commerce');
      const vschema = '{"tables": {"product": {}, "customer": {}, "corder": {}}}';
      await vtctl('ApplyVSchema', '--vschema', vschema, 'commerce');
      const names = (await vtctl('GetSchema', '--table-names-only', await primary())).trim().split('\n');
      expect(names).toEqual(['corder', 'customer', 'product']);
    });

    test('101: vtgate, rows', { timeout: 120_000 }, async () => {
      const args = [
        ...[...topoArgs(), '--cell', 'zone1', '--cells-to-watch', 'zone1', '--tablet-types-to-wait', 'PRIMARY,REPLICA'],
        ...['--mysql-server-port', String(port('vtgateMysql')), '--mysql-server-bind-address', '127.0.0.1'],
        ...['--mysql-auth-server-impl', 'none', '--enable-buffer', '--buffer-min-time-between-failovers', '0s'],
      ];
      await programs.start('vtgate', 'vtgate', port('vtgateHttp'), args);
      gate = await createConnection({
        host: '127.0.0.1',
        port: port('vtgateMysql'),
        user: 'user',
        database: 'commerce',
      });
      const emails = ['alice', 'bob', 'charlie', 'dan', 'eve'].map((name) => `('${name}@domain.com')`);
      await gate.query(`insert into customer(email) values ${emails.join(', ')}`);
      await gate.query("insert into product values ('SKU-1001', 'Monitor', 100), ('SKU-1002', 'Keyboard', 30)");
      await gate.query(
        "insert into corder(customer_id, sku, price) values (1, 'SKU-1001', 100), (2, 'SKU-1002', 30), (3, 'SKU-1002', 30), (4, 'SKU-1002', 30), (5, 'SKU-1002', 30)",
      );
      expect(await count('customer')).toBe(5);
    });

    async function count(table: string): Promise<number> {
      const [rows] = await gate.query<RowDataPacket[]>(`select count(*) as n from ${table}`);
      return Number(rows[0]?.['n']);
    }

    test('the primary moves and is lost, and the gate’s client sees neither', { timeout: 240_000 }, async () => {
      const first = await primary();
      await vtctl('PlannedReparentShard', 'commerce/0');
      expect(await primary()).not.toBe(first);
      await gate.query("insert into product values ('SKU-1003', 'Mouse', 10)");
      expect(await count('product')).toBe(3);
      await vtctl('Validate', '--ping-tablets');
    });

    test('401: a backup of the shard', { timeout: 240_000 }, async () => {
      const text = await vtctl('BackupShard', 'commerce/0');
      expect(text).toContain('is complete');
      const names = (await vtctl('GetBackups', 'commerce/0')).trim().split('\n');
      expect(names).toHaveLength(1);
      expect(names[0]).toMatch(/^\d{4}-\d\d-\d\d\.\d{6}\.zone1-0000000\d{3}$/);
      const info = JSON.parse(await vtctl('GetBackups', '--json', 'commerce/0')) as {
        backups: { status: string; engine: string }[];
      };
      expect(info.backups).toMatchObject([{ status: 'COMPLETE', engine: 'builtin' }]);
    });

    test('402: a replica is restored and serves again', { timeout: 240_000 }, async () => {
      await gate.query("insert into product values ('SKU-1004', 'Cable', 5)");
      const replica = (await tabletLines()).find(([, , , type]) => type === 'replica')?.[0] ?? '';
      expect(await vtctl('RestoreFromBackup', replica)).toContain('restored commerce/0/');
      await waitFor('the replica to have the newest row', async () => {
        const text = await vtctl('ExecuteFetchAsDBA', '--json', replica, 'select count(*) from product');
        return (JSON.parse(text) as { rows: [[number]] }).rows[0][0] === 4;
      });
      await gate.query("insert into product values ('SKU-1005', 'Desk', 50)");
    });

    test('403: a backup is removed', { timeout: 60_000 }, async () => {
      const [name = ''] = (await vtctl('GetBackups', 'commerce/0')).trim().split('\n');
      await vtctl('RemoveBackup', 'commerce/0', name);
      expect((await vtctl('GetBackups', 'commerce/0')).trim()).toBe('');
    });
  });
});
