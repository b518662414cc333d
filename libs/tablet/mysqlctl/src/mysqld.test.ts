import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type MysqlSession, parsePosition, positionContains, positionsEqual } from '@vt/mysql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replicationOf } from './replication/replication.ts';
import type { Replication } from './replication/types.ts';
import { AttachedServer } from './server/attached-server.ts';
import { Mysqld } from './server/mysqld.ts';
import { ensureSidecar } from './sidecar/ensure-sidecar.ts';
import { serverProgram, TestServers } from './testing/servers.ts';

const WAIT_MS = 60_000;
const flavors = (['mysql', 'mariadb'] as const).map((flavor) => ({ flavor, program: serverProgram(flavor) }));

describe.each(flavors)('a managed $flavor server', { timeout: 300_000 }, ({ flavor, program }) => {
  const isHere = program !== undefined;
  let servers: TestServers;
  let first: Mysqld;
  let second: Mysqld;

  beforeAll(async () => {
    if (!isHere) return;
    servers = new TestServers(program);
    [first, second] = [await servers.open(101), await servers.open(102)];
    await Promise.all([first.init(), second.init()]);
  }, 600_000);
  afterAll(() => servers?.close(), 120_000);

  /** Runs with a session of the dba and the replication commands over it. */
  async function on<T>(server: Mysqld, work: (replication: Replication, sql: MysqlSession) => Promise<T>): Promise<T> {
    const sql = await server.connect('vt_dba');
    try {
      return await work(replicationOf(sql, server.version), sql);
    } finally {
      sql.close();
    }
  }

  test.skipIf(!isHere)('begins read-only, without a transaction, with least-privileged accounts', async () => {
    expect(first.version.flavor).toBe(flavor);
    await on(first, async (replication, sql) => {
      expect(await replication.readOnlyState()).toEqual({ readOnly: true, superReadOnly: true });
      expect(positionContains(undefined, await replication.position())).toBe(true);
      expect(await replication.status()).toBeUndefined();
      expect(await replication.semiSync()).toMatchObject({ primaryEnabled: false, replicaEnabled: false });
      const anonymous = await sql.query(
        "SELECT user FROM mysql.user WHERE user = '' OR (user = 'root' AND host <> 'localhost')",
      );
      expect(anonymous).toEqual([]);
    });
    const app = await first.connect('vt_app');
    await expect(app.query('SELECT * FROM mysql.user')).rejects.toMatchObject({ errno: 1142 });
    await expect(app.query('SET GLOBAL read_only = OFF')).rejects.toMatchObject({ errno: 1227 });
    app.close();
  });

  test.skipIf(!isHere)('many sessions with temporary tables leave room for a recursive query', async () => {
    const recursive =
      'WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT MAX(n) AS n FROM c';
    const sessions = await Promise.all(Array.from({ length: 12 }, () => first.connect('vt_dba')));
    for (const session of sessions) expect(await session.query(recursive)).toEqual([{ n: '5' }]);
    for (const session of sessions) session.close();
  });

  test.skipIf(!isHere)(
    'the application sees where replication is, as with Vitess’s accounts, and not what it carries or who follows',
    async () => {
      const app = await first.connect('vt_app');
      try {
        const isMysql = flavor === 'mysql';
        for (const sql of ['show binary logs', isMysql ? 'show binary log status' : 'show binlog status']) {
          expect((await app.query(sql)).length).toBeGreaterThan(0);
        }
        if (isMysql) expect(await app.query('show replica status')).toEqual([]);
        for (const sql of isMysql ? ['show replicas', 'show binlog events'] : ['show replica hosts']) {
          await expect(app.query(sql)).rejects.toMatchObject({ errno: 1227 });
        }
      } finally {
        app.close();
      }
    },
  );

  test.skipIf(!isHere)(
    'the application reads every view of sys, and none of its routines runs statements for it',
    async () => {
      const app = await first.connect('vt_app');
      try {
        const views = await app.query('SHOW FULL TABLES FROM sys WHERE Table_type = "VIEW"');
        expect(views.length).toBeGreaterThan(50);
        // MariaDB's views call functions of sys, which are granted on MySQL alone.
        for (const { Tables_in_sys: view } of flavor === 'mysql' ? views : [])
          await app.query(`SELECT * FROM sys.\`${view}\` LIMIT 0`);
        await expect(app.query("CALL sys.execute_prepared_stmt('SELECT 1')")).rejects.toMatchObject({ errno: 1370 });
      } finally {
        app.close();
      }
    },
  );

  test.skipIf(!isHere)('takes connections of the application by its socket alone', async () => {
    const { port } = (await on(first, async (_, sql) => (await sql.query('SELECT @@port AS port'))[0])) ?? {};
    const account = { user: 'vt_app' };
    const attach = AttachedServer.attach({ host: '127.0.0.1', port: Number(port), accounts: { vt_dba: account } });
    await expect(attach).rejects.toMatchObject({ errno: 1045 });
    const repl = await AttachedServer.attach({
      host: '127.0.0.1',
      port: Number(port),
      accounts: { vt_dba: { user: 'vt_repl' } },
    });
    expect(repl.version).toEqual(first.version);
  });

  test.skipIf(!isHere)('a replica follows, by GTID', async () => {
    await on(first, async (primary, sql) => {
      await primary.setReadOnly('off');
      await sql.query('CREATE DATABASE vt_ks');
      await sql.query('CREATE TABLE vt_ks.t (id INT PRIMARY KEY, v VARCHAR(20))');
      await sql.query("INSERT INTO vt_ks.t VALUES (1, 'größe')");
      const made = await ensureSidecar(sql);
      expect(made).toContain('vreplication');
      expect(await ensureSidecar(sql)).toEqual([]);
      const { position } = await primary.primaryStatus();
      await on(second, async (replica, replicaSql) => {
        expect(await replica.sourceWatch()).toBeUndefined();
        await replica.setSource({ host: '127.0.0.1', port: portOf(first), user: 'vt_repl', heartbeatSeconds: 2 });
        expect(await replica.sourceWatch()).toMatchObject({ heartbeatSeconds: 2, netTimeoutSeconds: 8 });
        await replica.start();
        await replica.waitForPosition(position, WAIT_MS);
        expect(await replicaSql.query('SELECT * FROM vt_ks.t')).toEqual([{ id: '1', v: 'größe' }]);
        const status = await replica.status();
        expect(status).toMatchObject({
          ioState: 'running',
          sqlState: 'running',
          sourceHost: '127.0.0.1',
          sourcePort: portOf(first),
          usingGtid: true,
        });
        expect(positionContains(status?.position, position)).toBe(true);
        expect(status?.lastIoError).toBe('');
      });
    });
  });

  test.skipIf(!isHere)('a position that does not come is waited for no longer than asked', async () => {
    await on(second, async (replica) => {
      const future = {
        mysql: `MySQL56/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}:1`,
        mariadb: 'MariaDB/77-1-1',
      }[flavor];
      await expect(replica.waitForPosition(parsePosition(future), 50)).rejects.toThrow('timed out after 50 ms');
    });
  });

  test.skipIf(!isHere)('semi-sync is switched on and off, and commits wait for the replica', async () => {
    await on(second, async (replica) => {
      await replica.setSemiSync({ primary: false, replica: true });
      await replica.stop('io');
      await replica.start('io');
    });
    await on(first, async (primary, sql) => {
      await primary.setSemiSync({ primary: true, replica: false });
      await expect.poll(async () => (await primary.semiSync()).clients, { timeout: WAIT_MS }).toBe(1);
      await sql.query("INSERT INTO vt_ks.t VALUES (2, 'semi')");
      expect(await primary.semiSync()).toMatchObject({
        primaryEnabled: true,
        primaryActive: true,
        waitForReplicaCount: 1,
      });
      await primary.setSemiSync({ primary: false, replica: false });
      expect(await primary.semiSync()).toMatchObject({ primaryEnabled: false, primaryActive: false });
    });
  });

  test.skipIf(!isHere)('a query whose time is over already is not sent, and harms nobody', async () => {
    await on(first, async (_replication, sql) => {
      const over = AbortSignal.abort(new Error('over'));
      await expect(sql.query('SELECT 1', over)).rejects.toThrow('over');
      expect(await sql.query('SELECT 1 AS one')).toEqual([{ one: '1' }]);
    });
  });

  test.skipIf(!isHere)('the replica is promoted and the old primary follows it', async () => {
    await on(first, (old) => old.setReadOnly('super-read-only'));
    const position = await on(second, async (fresh, sql) => {
      await fresh.setSemiSync({ primary: false, replica: false });
      const at = await fresh.promote(WAIT_MS);
      expect(await fresh.status()).toMatchObject({ ioState: 'stopped', sqlState: 'stopped' });
      expect(await fresh.readOnlyState()).toMatchObject({ readOnly: true });
      await fresh.resetReplica();
      expect(await fresh.status()).toBeUndefined();
      await fresh.setReadOnly('off');
      expect(await fresh.readOnlyState()).toEqual({ readOnly: false, superReadOnly: false });
      await sql.query("INSERT INTO vt_ks.t VALUES (3, 'new primary')");
      expect(positionContains(await fresh.position(), at)).toBe(true);
      return fresh.position();
    });
    await on(first, async (old, sql) => {
      await old.setSource({ host: '127.0.0.1', port: portOf(second), user: 'vt_repl' });
      await old.start();
      await old.waitForPosition(position, WAIT_MS);
      expect(await sql.query('SELECT v FROM vt_ks.t WHERE id = 3')).toEqual([{ v: 'new primary' }]);
    });
  });

  test.skipIf(!isHere)('what was committed survives kill -9, and so does its being a replica', async () => {
    await first.kill();
    expect(first.pid).toBeUndefined();
    await expect(first.connect('vt_dba')).rejects.toThrow();
    await first.start();
    await on(first, async (replica, sql) => {
      expect(await sql.query('SELECT count(*) AS n FROM vt_ks.t')).toEqual([{ n: '3' }]);
      // skip_replica_start: whether it may replicate is not for the server to decide
      expect(await replica.status()).toMatchObject({
        ioState: 'stopped',
        sqlState: 'stopped',
        sourcePort: portOf(second),
      });
      expect(await replica.readOnlyState()).toMatchObject({ readOnly: true });
      await replica.start();
      await replica.waitForPosition(await on(second, (primary) => primary.position()), WAIT_MS);
    });
  });

  test.skipIf(!isHere)('a server that was reset begins anew at the position it is given', async () => {
    await on(first, async (replication) => {
      const before = await replication.position();
      await replication.resetAll();
      expect(await replication.status()).toBeUndefined();
      expect(positionContains(undefined, await replication.position())).toBe(true);
      await replication.setPosition(before);
      expect(positionsEqual(await replication.position(), before)).toBe(true);
    });
  });

  test.skipIf(!isHere)('another process finds it running, stops it and starts it again', async () => {
    const other = await Mysqld.open({
      program: program ?? '',
      dataRoot: servers.root,
      uid: 102,
      port: portOf(second),
      profile: 'small',
    });
    expect(other.pid).toBe(second.pid);
    await other.start();
    expect(other.pid).toBe(second.pid);
    await other.restart();
    expect(await on(second, (_, sql) => sql.query('SELECT max(id) AS id FROM vt_ks.t'))).toEqual([{ id: '3' }]);
    await expect(second.init()).rejects.toThrow('already holds');
    await second.stop();
    expect(second.pid).toBeUndefined();
    await second.stop();
  });

  test.skipIf(!isHere)('a taken port and a broken option file are named', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(portOf(second), '127.0.0.1', resolve));
    await expect(second.start()).rejects.toThrow(`port ${portOf(second)} on 127.0.0.1 is taken`);
    await new Promise((resolve) => blocker.close(resolve));
    writeFileSync(second.layout.myCnf, `${readFileSync(second.layout.myCnf, 'utf8')}\nno_such_option = 1\n`);
    await expect(second.start()).rejects.toThrow('no_such_option');
    second.writeConfig();
  });

  test.skipIf(!isHere)('a data folder of the other flavor is refused, and teardown leaves nothing', async () => {
    writeFileSync(join(second.layout.dir, 'flavor'), 'golf\n');
    await expect(second.start()).rejects.toThrow('holds the data of golf');
    await second.teardown();
    expect(existsSync(second.layout.dir)).toBe(false);
    await expect(second.start()).rejects.toThrow('init comes first');
  });
});

function portOf(server: Mysqld): number {
  return Number(/^port = (\d+)$/m.exec(readFileSync(server.layout.myCnf, 'utf8'))?.[1]);
}
