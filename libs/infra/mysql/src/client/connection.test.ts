import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, Socket, connect as tcp } from 'node:net';
import { join } from 'node:path';
import { VtError } from '@vt/base';
import { collectResult, emptyOk, type OkInfo, type ResultSink, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { availableFlavors, TestMysqld } from '../testing/index.ts';
import { MysqlConnection } from './connection.ts';

const bind = (type: number, text: string | null) => ({ type, value: Buffer.from(text ?? '') });
const texts = (rows: readonly (readonly (Uint8Array | null)[])[]) =>
  rows.map((row) => row.map((value) => (value === null ? null : Buffer.from(value).toString('latin1'))));

/** One column of each type, with values at the borders of the types. */
const everyType = `select * from (
  select cast(-128 as signed) a, cast(18446744073709551615 as unsigned) b, 1.5e0 c, 1e300 d, cast(1.25 as decimal(10,4)) e,
    date'2026-11-22' f, timestamp'2026-11-22 03:04:05.120' g, time'-838:59:59' h, 'text' i, x'00ff27' j, null k
  union all select 0, 0, -0.1e0, 1e-300, -99.5, date'0001-01-01', timestamp'1000-01-01 00:00:00', time'00:00:00.5', '', x'', 1
) u`;

const typedTable = `create table typed (
  id int unsigned primary key, t tinyint, ut tinyint unsigned, s smallint, m mediumint, um mediumint unsigned, i int, z int(8) zerofill,
  b bigint, ub bigint unsigned, f float, ff float(7,2), d double, dd double(10,3), n decimal(20,6), y year, dt date, ts timestamp(3) null,
  dtm datetime(6), dtm0 datetime, tm time(2), c char(10), v varchar(20), vb varbinary(20), bi binary(4), tx text, bl blob,
  e enum('a','b'), st set('x','y'), bt bit(10), j json, g geometry)`;

const typedRows = `insert into typed values
  (1, -128, 255, -32768, -8388608, 16777215, -2147483648, 42, -9223372036854775808, 18446744073709551615, 0.1, 1234.5, 0.1, 1234.5678, -1.5,
   2026, '2026-11-22', '2026-11-22 01:02:03.456', '2026-11-22 01:02:03.000001', '2026-11-22', '-12:00:00.5', 'c', 'ü', x'00ff', 'ab', 't', x'27',
   'b', 'x,y', b'1000000001', '{"k": [1, "ü"]}', st_geomfromtext('point(1 2)')),
  (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16777216, 0, 1e15, 0, 0, 1901, '1000-01-01', null, '1000-01-01', '1000-01-01', '838:59:58', '', '', '', '',
   '', '', 'a', '', 0, 'null', null),
  (3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3.4e38, -0.01, 1e-14, -1, 12345678901234.123456, 2155, '9999-12-31', '2038-01-01 00:00:00', null, null, '00:00:00',
   null, null, null, null, null, null, null, null, null, null, null),
  (4, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1.17549e-38, 1, 1.7976931348623157e308, 1, 1, 1970, null, null, null, null, null, null, null, null, null,
   null, null, null, null, null, null, null),
  (5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 123456789, 1, 123456789012345678, 1, 1, 1970, null, null, null, null, null, null, null, null, null,
   null, null, null, null, null, null, null)`;

describe.each(availableFlavors())('a connection to %s', (flavor) => {
  let mysqld: TestMysqld;
  let connection: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    connection = await MysqlConnection.connect(mysqld.rootOptions);
    await connection.execute('create database d');
    await connection.execute('use d');
  });
  afterAll(async () => {
    connection?.close();
    await mysqld?.stop();
  });

  test('a statement that was kept for a number compares a text as a text', async () => {
    await connection.execute('create table pinned (v varchar(10))');
    await connection.execute("insert into pinned values ('a'), ('b'), ('0')");
    const found = async (param: ReturnType<typeof bind>) => {
      const sink = collectResult();
      connection.queryPrepared('select v from pinned where v = ? order by v', [param], sink);
      return (await sink.result).rows.map((row) => row.map((v) => v && Buffer.from(v).toString()).join());
    };
    expect(await found(bind(Type.INT64, '0'))).toEqual(['0', 'a', 'b']);
    expect(await found(bind(Type.VARCHAR, 'b'))).toEqual(['b']);
    expect(await found(bind(Type.NULL_TYPE, null))).toEqual([]);
    expect(await found(bind(Type.INT64, '0'))).toEqual(['0', 'a', 'b']);
    expect(await found(bind(Type.VARCHAR, 'a'))).toEqual(['a']);
  });

  test('rows, fields and the end of a statement', async () => {
    const result = await connection.execute("select 1 as one, 'ü' as u, null as n");
    expect(result.rows.map((row) => row.map((v) => v && Buffer.from(v).toString()))).toEqual([['1', 'ü', null]]);
    expect(result.fields.map((f) => f.name)).toEqual(['one', 'u', 'n']);
    expect(connection.isMariadb).toBe(flavor === 'mariadb');
  });

  test('an error has its text, errno and SQLSTATE, and the connection goes on', async () => {
    await expect(connection.execute('select * from nowhere')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      errno: 1146,
      state: '42S02',
      message: "Table 'd.nowhere' doesn't exist (errno 1146) (sqlstate 42S02)",
    });
    await connection.ping();
  });

  test('commands given at once are answered in order', async () => {
    const all = [1, 2, 3].map((n) => connection.execute(`select ${n}`));
    const results = await Promise.all(all);
    expect(results.map((r) => String(r.rows[0]?.[0]))).toEqual(['1', '2', '3']);
  });

  test('several results of one call', async () => {
    await connection.execute('create procedure p() begin select 1; select 2; end');
    const sink = collectResult();
    connection.query('call p()', sink);
    const results = await sink.results;
    expect(results.map((r) => String(r.rows[0]?.[0]))).toEqual(['1', '2', 'undefined']);
  });

  test('binary rows read as the text protocol writes them, for every type', async () => {
    await connection.execute("set sql_mode = ''");
    await connection.execute(typedTable);
    await connection.execute(typedRows);
    for (const sql of ['select * from typed order by id', everyType]) {
      const text = await connection.execute(sql);
      const statement = await connection.prepare(sql);
      const sink = collectResult();
      connection.executePrepared(statement, [], sink);
      const binary = await sink.result;
      expect(texts(binary.rows)).toEqual(texts(text.rows));
      expect(binary.fields.map((f) => f.type)).toEqual(text.fields.map((f) => f.type));
      connection.closeStatement(statement);
    }
  });

  test('parameters of every kind', async () => {
    const statement = await connection.prepare('select ? + 1, ?, ?, ?, hex(?), ? limit ?');
    expect(statement.params).toBe(7);
    expect(statement.columns.length).toBe(6);
    const sink = collectResult();
    const params = [bind(Type.INT64, '-5'), bind(Type.UINT64, '18446744073709551615'), bind(Type.FLOAT64, '1.5')];
    params.push(
      bind(Type.VARCHAR, 'ü'),
      bind(Type.VARBINARY, '\0a'),
      bind(Type.NULL_TYPE, null),
      bind(Type.INT64, '1'),
    );
    connection.executePrepared(statement, params, sink);
    const { rows } = await sink.result;
    expect(rows[0]?.map((v) => v && Buffer.from(v).toString())).toEqual([
      '-4',
      '18446744073709551615',
      '1.5',
      'ü',
      '0061',
      null,
    ]);
    await expect(connection.prepare('select from')).rejects.toMatchObject({ errno: 1064 });
  });

  test.each([0xfffffa, 0xfffffb, 0xffffff, 0x1ffffff])('a row of %i bytes', async (length) => {
    const { rows } = await connection.execute(`select repeat('x', ${length}), 'end'`);
    expect([rows[0]?.[0]?.length, String(rows[0]?.[1])]).toEqual([length, 'end']);
  });

  test('a statement longer than a packet', async () => {
    const { rows } = await connection.execute(`select length('${'y'.repeat(17_000_000)}')`);
    expect(String(rows[0]?.[0])).toBe('17000000');
  });

  test('a sink that is full stops the server until it drains', async () => {
    const sink = new SlowSink();
    connection.query(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 900)
      select i, repeat('x', 10000) from n`,
      sink,
    );
    await sink.ended;
    expect(sink.rowBytes).toBeGreaterThan(9_000_000);
    expect(sink.callsWhilePaused).toBe(0);
  });

  test('reset makes the session new', async () => {
    await connection.execute('set @x = 1');
    await connection.execute('create temporary table tmp (a int)');
    await connection.reset();
    expect((await connection.execute('select @x')).rows[0]?.[0]).toBeNull();
    await expect(connection.execute('select * from d.tmp')).rejects.toMatchObject({ errno: 1146 });
    const { rows } = await connection.execute('select @@collation_connection');
    expect(String(rows[0]?.[0])).toBe('utf8mb4_general_ci');
    await connection.execute('use d');
  });

  test('affected rows are changed rows, or found rows where asked for', async () => {
    await connection.execute('create table c (id int primary key, v int)');
    await connection.execute('insert into c values (1, 1)');
    const found = await MysqlConnection.connect({ ...mysqld.rootOptions, database: 'd', foundRows: true });
    const same = 'update c set v = 1 where id = 1';
    expect((await connection.execute(same)).affectedRows).toBe(0n);
    expect((await found.execute(same)).affectedRows).toBe(1n);
    found.close();
  });

  test('the status tells transactions and how literals are read', async () => {
    await connection.execute('begin');
    expect(connection.isInTransaction).toBe(true);
    await connection.execute('rollback');
    expect(connection.isInTransaction).toBe(false);
    await connection.execute("set sql_mode = 'NO_BACKSLASH_ESCAPES'");
    expect(connection.noBackslashEscapes).toBe(true);
    await connection.execute("set sql_mode = ''");
  });

  test('a killed query leaves the connection, a killed connection is lost', async () => {
    const victim = await MysqlConnection.connect(mysqld.rootOptions);
    const slow = victim.execute('select sleep(60), 1 from information_schema.tables');
    const errno = slow.then(
      () => undefined,
      (error: VtError) => error.errno,
    );
    await untilRunning(connection, victim.threadId);
    await connection.execute(`kill query ${victim.threadId}`);
    // sleep() answers 1 when it is interrupted; the statement may end in an error or early.
    expect([undefined, 1317]).toContain(await errno);
    await victim.ping();
    const killed = (e: VtError) => e.errno === 2013 || e.errno === 1317 || e.errno === 1927;
    const lost = expect(victim.execute('select sleep(60)')).rejects.toSatisfy(killed);
    const queued = expect(victim.execute('select 1')).rejects.toBeInstanceOf(VtError);
    await untilRunning(connection, victim.threadId);
    await connection.execute(`kill ${victim.threadId}`);
    await lost;
    await queued;
    await expect(victim.execute('select 1')).rejects.toMatchObject({ errno: 2006, code: 'UNAVAILABLE' });
  });

  test('over TCP, with a password, and refused with a wrong one', async () => {
    await connection.execute("create user 'u'@'%' identified by 'secret'");
    const target = { host: '127.0.0.1', port: mysqld.port, user: 'u' };
    const tls = flavor === 'mysql' ? { tls: { rejectUnauthorized: false } } : {};
    const user = await MysqlConnection.connect({ ...target, password: 'secret', ...tls });
    const { rows } = await user.execute('select current_user()');
    expect(String(rows[0]?.[0])).toBe('u@%');
    const big = await user.execute("select repeat('x', 3000000)");
    expect(big.rows[0]?.[0]?.length).toBe(3_000_000);
    user.close();
    const wrong = MysqlConnection.connect({ ...target, password: 'no' });
    await expect(wrong).rejects.toMatchObject({ errno: 1045, state: '28000', code: 'PERMISSION_DENIED' });
  });

  test('with TLS where the server has it, and without it only where that is allowed', async () => {
    const target = { host: '127.0.0.1', port: mysqld.port, user: 'u', password: 'secret' };
    const cipher = async (tls: object): Promise<string> => {
      const user = await MysqlConnection.connect({ ...target, tls: { rejectUnauthorized: false, ...tls } });
      const { rows } = await user.execute("show session status like 'Ssl_cipher'");
      user.close();
      return String(rows[0]?.[1]);
    };
    const hasTls = flavor === 'mysql';
    expect((await cipher({ isOptional: true })) !== '').toBe(hasTls);
    if (hasTls) expect(await cipher({ minVersion: 'TLSv1.3' })).toMatch(/^TLS_/);
    else await expect(cipher({})).rejects.toMatchObject({ errno: 2003 });
    const strangers = { ca: readFileSync(join(import.meta.dirname, '../testing/mysqld.ts')), rejectUnauthorized: true };
    await expect(cipher(strangers)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a server that dies breaks what is in flight with 2013 and what follows with 2006', async () => {
    const victim = await MysqlConnection.connect(mysqld.rootOptions);
    const closed = new Promise<void>((resolve) => {
      victim.onClose = () => resolve();
    });
    const slow = expect(victim.execute('select sleep(60)')).rejects.toMatchObject({ errno: 2013 });
    await untilRunning(connection, victim.threadId);
    await mysqld.kill();
    await slow;
    await closed;
    await expect(victim.execute('select 1')).rejects.toMatchObject({ errno: 2006 });
    const refused = MysqlConnection.connect(mysqld.rootOptions);
    await expect(refused).rejects.toMatchObject({ errno: 2002, code: 'UNAVAILABLE' });
    await mysqld.run();
    connection = await MysqlConnection.connect(mysqld.rootOptions);
  });

  test('bytes cut anywhere arrive whole', async () => {
    const proxy = await choppingProxy(mysqld.port);
    await connection.execute("create user if not exists 'v'@'%'");
    const chopped = await MysqlConnection.connect({ host: '127.0.0.1', port: proxy.port, user: 'v' });
    const value = randomBytes(3000).toString('hex');
    const { rows } = await chopped.execute(`select '${value}' union all select 'b' union all select '${value}'`);
    expect(rows.map((row) => String(row[0]))).toEqual([value, 'b', value]);
    chopped.close();
    proxy.close();
  });

  test('over a network the kernel finds out that a server is gone which is only waited for', async () => {
    await connection.execute("create user if not exists 'v'@'%'");
    const kept = vi.spyOn(Socket.prototype, 'setKeepAlive');
    const far = await MysqlConnection.connect({ host: '127.0.0.1', port: mysqld.port, user: 'v' });
    expect(kept.mock.calls).toEqual([[true, expect.any(Number)]]);
    const near = await MysqlConnection.connect(mysqld.rootOptions);
    expect(kept).toHaveBeenCalledTimes(1);
    kept.mockRestore();
    for (const one of [far, near]) one.close();
  });
});

describe('connecting', () => {
  test('a server that says nothing is given up after the timeout', async () => {
    const silent = createServer(() => {});
    const port = await listen(silent);
    const refused = MysqlConnection.connect({ host: '127.0.0.1', port, user: 'u', connectTimeoutMs: 50 });
    await expect(refused).rejects.toMatchObject({ errno: 2003 });
    silent.close();
  });

  test('an abort ends it', async () => {
    const silent = createServer(() => {});
    const port = await listen(silent);
    const abort = new AbortController();
    const refused = MysqlConnection.connect({ host: '127.0.0.1', port, user: 'u' }, abort.signal);
    abort.abort();
    await expect(refused).rejects.toMatchObject({ code: 'CANCELED' });
    silent.close();
  });
});

class SlowSink implements ResultSink {
  onDrain: (() => void) | undefined;
  rowBytes = 0;
  callsWhilePaused = 0;
  #isPaused = false;
  #done: (ok: OkInfo) => void = () => {};
  readonly ended = new Promise<OkInfo>((resolve) => {
    this.#done = resolve;
  });

  columns(): void {}

  rows(packets: Buffer): boolean {
    if (this.#isPaused) this.callsWhilePaused++;
    this.rowBytes += packets.length;
    this.#isPaused = true;
    setTimeout(() => {
      this.#isPaused = false;
      this.onDrain?.();
    }, 1);
    return false;
  }

  end(ok: OkInfo): void {
    this.#done(ok);
  }

  error(): void {
    this.#done(emptyOk);
  }
}

/** Waits until the server runs a sleep for a thread. */
async function untilRunning(observer: MysqlConnection, threadId: number): Promise<void> {
  for (;;) {
    const { rows } = await observer.execute('show processlist');
    if (rows.some((row) => String(row[0]) === String(threadId) && String(row[7]).includes('sleep('))) return;
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

/** Forwards to a port; what comes back is sent in pieces of 1, 2, 3, … bytes. */
async function choppingProxy(to: number): Promise<{ port: number; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = tcp(to, '127.0.0.1');
    sockets.push(client, upstream);
    client.on('error', () => {});
    upstream.on('error', () => {});
    client.setNoDelay(true);
    client.pipe(upstream);
    let queue = Promise.resolve();
    let size = 0;
    upstream.on('data', (bytes) => {
      queue = queue.then(async () => {
        for (let at = 0; at < bytes.length; at += size) {
          size = (size % 97) + 1;
          client.write(bytes.subarray(at, at + size));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
  });
  const port = await listen(server);
  return {
    port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
