import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import { type MessageInput, toText } from '@vt/proto';
import type { SourcePicker, Throttler, VReplicationEngine } from '@vt/vreplication';
import { TestTarget } from '@vt/vreplication/testing';
import type { VStreamer } from '@vt/vstreamer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSource, streamSource } from '../testing/vstream-source.ts';
import { streamsInto } from './open.ts';

const { signal } = new AbortController();
type Rule = MessageInput<'binlogdata.Rule'>;

describe.each(availableFlavors())('streams into a table on %s', (flavor: Flavor) => {
  let server: TestTarget;
  let streamer: VStreamer;
  let sources: SourcePicker;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    server = await TestTarget.start(flavor, flavor === 'mysql' ? ['binlog-row-metadata=FULL'] : []);
    await server.root.execute('CREATE DATABASE vt_source');
    await server.root.execute('USE vt_source');
    streamer = openSource(server.mysqld, 'vt_source', {
      keyspaces: {
        source: {
          sharded: true,
          vindexes: { xxhash: { type: 'xxhash' } },
          tables: { t: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
        },
      },
    });
    sources = { pick: async () => streamSource(streamer) };
    engine = server.engine({ sources });
    await engine.open();
  });
  afterAll(async () => {
    await engine?.close();
    streamer?.close();
    await server?.stop();
  });
  afterEach(async () => {
    await engine.deleteStreams('1 = 1', signal);
  });

  const run = async (...statements: string[]) => {
    for (const sql of statements) await server.root.execute(sql);
  };
  const start = async (rules: Rule[], more: MessageInput<'binlogdata.BinlogSource'> = {}): Promise<number> => {
    const source = toText('binlogdata.BinlogSource', { keyspace: 'source', shard: '0', filter: { rules }, ...more });
    const quoted = `'${source.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    const { insert_id: id } = await engine.insertStreams(
      [
        `INSERT INTO _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, time_updated, transaction_timestamp, state, db_name, options) VALUES ('wf', ${quoted}, '', 0, 0, 0, 0, 'Init', 'vt_target', '{}')`,
      ],
      signal,
    );
    return Number(id);
  };
  const state = async (id: number): Promise<string> => {
    const [row] = await server.rows(`SELECT state, message FROM _vt.vreplication WHERE id = ${id}`);
    return (row ?? []).map((value) => (value === 'NULL' ? '' : value)).join(' ');
  };
  const running = async (id: number) => {
    await expect.poll(() => state(id), { timeout: 20_000, interval: 30 }).toBe('Running ');
  };
  const caughtUp = async (id: number) => {
    await running(id);
    await engine.waitForPos(id, await position(), AbortSignal.timeout(20_000));
  };
  const position = async () => {
    const [[set = ''] = []] = await server.rows(
      flavor === 'mysql' ? 'SELECT @@global.gtid_executed' : 'SELECT @@global.gtid_binlog_pos',
    );
    return `${flavor === 'mysql' ? 'MySQL56' : 'MariaDB'}/${set.replaceAll('\n', '')}`;
  };
  const same = async (table: string) => {
    const [[, source], [, target]] = (await server.rows(
      `CHECKSUM TABLE vt_source.${table}, vt_target.${table} EXTENDED`,
    )) as [string[], string[]];
    expect(target).toBe(source);
  };

  test('of several streams that are made at once all are there, or none', async () => {
    const statement = (columns: string, values: string): string =>
      `INSERT INTO _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, time_updated, transaction_timestamp, state, db_name, options${columns}) VALUES ('several', '', '', 0, 0, 0, 0, 'Stopped', 'vt_target', '{}'${values})`;
    const made = () => server.rows("SELECT count(*) FROM _vt.vreplication WHERE workflow = 'several'");
    await expect(engine.insertStreams([statement('', ''), statement(', nosuch', ', 1')], signal)).rejects.toThrow(
      'nosuch',
    );
    expect(await made()).toEqual([['0']]);
    await engine.insertStreams([statement('', ''), statement('', '')], signal);
    expect(await made()).toEqual([['2']]);
  });

  test('rows are copied, and what changes then follows', async () => {
    const create = 'id bigint PRIMARY KEY, v varchar(50), u int, UNIQUE KEY (u)';
    await run(
      `CREATE TABLE vt_source.t (${create})`,
      `CREATE TABLE vt_target.t (${create})`,
      "INSERT INTO vt_source.t VALUES (1, 'a', 1), (2, NULL, 2), (3, 'it''s \\\\ fine', 3)",
    );
    const id = await start([{ match: 't', filter: 'select * from t' }]);
    await running(id);
    await same('t');
    await run(
      "INSERT INTO vt_source.t VALUES (4, 'd', 4), (5, 'e', 5)",
      'UPDATE vt_source.t SET v = concat(v, v) WHERE id > 2',
      'DELETE FROM vt_source.t WHERE id = 1',
      'UPDATE vt_source.t SET id = 100 WHERE id = 2',
    );
    await caughtUp(id);
    await same('t');
    expect(await server.rows('SELECT id, v FROM vt_target.t ORDER BY id')).toEqual([
      ['3', "it's \\ fineit's \\ fine"],
      ['4', 'dd'],
      ['5', 'ee'],
      ['100', 'NULL'],
    ]);
    const log = await server.rows(`SELECT type FROM _vt.vreplication_log WHERE vrepl_id = ${id} ORDER BY id`);
    expect(log.flat()).toEqual(
      expect.arrayContaining(['Stream Created', 'Started Copy Phase', 'Ended Copy Phase', 'State Changed']),
    );
    await run('DROP TABLE vt_source.t', 'DROP TABLE vt_target.t');
  });

  test('every type arrives as it was, copied and changed', async () => {
    const json = flavor === 'mysql' ? '\'{"a": [1, 2.50, null, "é"]}\'' : `'{"a": 1}'`;
    const columns = [
      'id int unsigned PRIMARY KEY',
      'i8 tinyint, u64 bigint unsigned, d decimal(20,5), f float, g double, b bit(12), y year',
      'dt datetime(6), ts timestamp(3) NULL, da date, ti time(2)',
      'c char(10), v varchar(100) CHARACTER SET latin1, s varchar(50) CHARACTER SET sjis, tx mediumtext, b16 binary(16), vb varbinary(300), bl longblob',
      "e enum('a','b''c','é') CHARACTER SET latin1, st set('x','y','z'), j json, p point",
      'gen int AS (i8 + 1) STORED, virt varchar(20) AS (concat(c, 1)) VIRTUAL',
    ].join(', ');
    const values = [
      `(1, -128, 18446744073709551615, -12345.67890, 1.1234567, 1e308, b'101', 1999, '2020-02-29 23:59:59.123456', '2001-01-01 00:00:00.125', '2020-01-01', '-838:59:59.00', 'pad  ', 'naïve', 'ソ\\表', 'tëxt', 'ab', x'00275c220a', x'00ff', 'é', 'x,z', ${json}, ST_GeomFromText('POINT(1 2)'))`,
      `(2, NULL, 0, 0, -0.1, 2.2250738585072014E-308, b'0', 0, '0000-00-00 00:00:00', NULL, '0000-00-00', '00:00:00.01', '', '', '', '', '', '', '', '', '', NULL, NULL)`,
      `(3, 5, 9223372036854775808, NULL, 16777217, 0.1, NULL, 2155, '1000-01-01', '2038-01-19 03:14:07', '9999-12-31', NULL, NULL, NULL, NULL, NULL, x'000102030405060708090a0b0c0d0e00', NULL, repeat('x', 70000), 'b''c', NULL, '[]', NULL)`,
    ];
    const insert = `INSERT INTO vt_source.types (id, i8, u64, d, f, g, b, y, dt, ts, da, ti, c, v, s, tx, b16, vb, bl, e, st, j, p) VALUES`;
    await run(
      "SET sql_mode = 'ALLOW_INVALID_DATES'",
      'SET NAMES utf8mb4',
      `CREATE TABLE vt_source.types (${columns})`,
      `CREATE TABLE vt_target.types (${columns})`,
      `${insert} ${values.join(', ')}`,
    );
    const id = await start([{ match: '/.*' }]);
    await running(id);
    const rows =
      'SELECT id, i8, u64, d, cast(f as double), g, hex(b), y, dt, ts, da, ti, hex(c), hex(v), hex(s), tx, hex(b16), hex(vb), sha2(bl, 256), e, st, j, hex(p), gen, virt FROM';
    expect(await server.rows(`${rows} vt_target.types ORDER BY id`)).toEqual(
      await server.rows(`${rows} vt_source.types ORDER BY id`),
    );
    await same('types');
    await run(
      'UPDATE vt_source.types SET id = id + 10',
      `${insert} ${values.join(', ')}`,
      "UPDATE vt_source.types SET f = f / 3, g = g / 3, v = concat(v, 'ÿ'), dt = '2010-02-31 01:02:03' WHERE id > 10",
      flavor === 'mysql' ? "UPDATE vt_source.types SET j = JSON_SET(j, '$.a', 7) WHERE id = 1" : 'DO 1',
    );
    await caughtUp(id);
    expect(await server.rows(`${rows} vt_target.types ORDER BY id`)).toEqual(
      await server.rows(`${rows} vt_source.types ORDER BY id`),
    );
    await same('types');
    await run('DROP TABLE vt_source.types', 'DROP TABLE vt_target.types', 'SET sql_mode = DEFAULT');
  });

  test('a member that only the source has stops the stream, and does not become nothing', async () => {
    const create = (members: string): string =>
      `(id int PRIMARY KEY, e enum(${members}) CHARACTER SET latin1, st set(${members}))`;
    await run(
      `CREATE TABLE vt_source.m ${create("'a', 'é', 'new'")}`,
      `CREATE TABLE vt_target.m ${create("'É', 'A'")}`,
      "SET sql_mode = ''",
      "INSERT INTO vt_source.m VALUES (1, 'none', ''), (2, 'a', 'a,é'), (3, NULL, NULL)",
      'SET sql_mode = DEFAULT',
    );
    const id = await start([{ match: 'm' }]);
    await running(id);
    await run('INSERT INTO vt_source.m SELECT id + 10, e, st FROM vt_source.m');
    await caughtUp(id);
    const kept = [
      ['1', '', ''],
      ['2', 'A', 'É,A'],
      ['3', 'NULL', 'NULL'],
      ['11', '', ''],
      ['12', 'A', 'É,A'],
      ['13', 'NULL', 'NULL'],
    ];
    expect(await server.rows('SELECT * FROM vt_target.m ORDER BY id')).toEqual(kept);
    for (const change of ["e = 'new'", "e = 'a', st = 'a,new'"]) {
      await run(`UPDATE vt_source.m SET ${change} WHERE id = 2`);
      await expect.poll(() => state(id), { timeout: 20_000 }).toMatch(/^Error .*value does not fit/);
      expect(await server.rows('SELECT * FROM vt_target.m ORDER BY id')).toEqual(kept);
      await run(`ALTER TABLE vt_target.m MODIFY ${change.includes('st') ? 'st set' : 'e enum'}('É', 'A', 'new')`);
      await engine.exec(`update _vt.vreplication set state = 'Running' where id = ${id}`, signal);
      await caughtUp(id);
      kept[1] = change.includes('st') ? ['2', 'A', 'A,new'] : ['2', 'new', 'É,A'];
      expect(await server.rows('SELECT * FROM vt_target.m ORDER BY id')).toEqual(kept);
    }
    await run('DROP TABLE vt_source.m', 'DROP TABLE vt_target.m');
  });

  test('columns are renamed and computed, filtered and divided by key range', async () => {
    await run(
      'CREATE TABLE vt_source.t (id bigint PRIMARY KEY, a int, b varchar(20) CHARACTER SET latin1)',
      'CREATE TABLE vt_target.t2 (sum int, name varchar(40), id bigint PRIMARY KEY, ksid varbinary(10))',
      "INSERT INTO vt_source.t VALUES (1, 10, 'é'), (2, 20, 'b'), (3, NULL, 'c'), (4, 40, 'd'), (5, 50, 'skip')",
    );
    const select =
      "select id, a + id as sum, concat(b, '!') as name, keyspace_id() as ksid from t where in_keyrange(id, 'xxhash', '-80') and b != 'skip'";
    const id = await start([{ match: 't2', filter: select }]);
    await running(id);
    await run(
      'INSERT INTO vt_source.t SELECT id + 10, a + 1, b FROM vt_source.t',
      'INSERT INTO vt_source.t SELECT id + 100, a + 1, b FROM vt_source.t',
      "UPDATE vt_source.t SET b = 'skip' WHERE id = 2",
      "UPDATE vt_source.t SET b = 'back', a = 7 WHERE id IN (5, 12)",
      'DELETE FROM vt_source.t WHERE id = 1',
    );
    await caughtUp(id);
    const found = await server.rows('SELECT id, sum, name, hex(ksid) FROM vt_target.t2 ORDER BY id');
    const kept = await server.rows(
      "SELECT id, a + id, concat(convert(b using utf8mb4), '!') FROM vt_source.t WHERE b != 'skip' ORDER BY id",
    );
    expect(found.length).toBeGreaterThan(1);
    expect(found.length).toBeLessThan(kept.length);
    expect(kept).toEqual(expect.arrayContaining(found.map((row) => row.slice(0, 3))));
    expect(found.every(([, , , ksid]) => (ksid ?? '') < '8')).toBe(true);
    await run('DROP TABLE vt_source.t', 'DROP TABLE vt_target.t2');
  });

  test('counts and sums of groups are kept', async () => {
    await run(
      'CREATE TABLE vt_source.o (id int PRIMARY KEY, customer int, amount decimal(10,2))',
      'CREATE TABLE vt_target.totals (customer int PRIMARY KEY, n bigint, total decimal(20,2))',
      'CREATE TABLE vt_target.firsts (customer int PRIMARY KEY)',
      'INSERT INTO vt_source.o VALUES (1, 1, 10), (2, 1, 5.5), (3, 2, NULL), (4, 3, 7)',
    );
    const id = await start([
      { match: 'totals', filter: 'select customer, count(*) as n, sum(amount) as total from o group by customer' },
    ]);
    await running(id);
    await run(
      'INSERT INTO vt_source.o VALUES (5, 1, 1), (6, 4, 2), (7, 4, 3)',
      'UPDATE vt_source.o SET amount = 100 WHERE id IN (2, 3)',
      'UPDATE vt_source.o SET customer = 2 WHERE id = 1',
      'DELETE FROM vt_source.o WHERE id IN (4, 7)',
    );
    await caughtUp(id);
    expect(await server.rows('SELECT * FROM vt_target.totals WHERE n > 0 ORDER BY 1')).toEqual(
      await server.rows('SELECT customer, count(*), sum(ifnull(amount, 0)) FROM vt_source.o GROUP BY 1 ORDER BY 1'),
    );
    await engine.deleteStreams('1 = 1', signal);
    const other = await start([{ match: 'firsts', filter: 'select customer from o group by customer' }]);
    await running(other);
    await run('INSERT INTO vt_source.o VALUES (20, 9, 1)', 'DELETE FROM vt_source.o WHERE id = 6');
    await caughtUp(other);
    expect((await server.rows('SELECT * FROM vt_target.firsts ORDER BY 1')).flat()).toEqual(['1', '2', '4', '9']);
    await run('DROP TABLE vt_source.o', 'DROP TABLE vt_target.totals', 'DROP TABLE vt_target.firsts');
  });

  test('a table without a key keeps its equal rows apart', async () => {
    const create = '(a int, f float, v varchar(10), t datetime)';
    await run(
      `CREATE TABLE vt_source.k ${create}`,
      `CREATE TABLE vt_target.k ${create}`,
      "INSERT INTO vt_source.k VALUES (1, 1.1, 'a', NULL), (1, 1.1, 'a', NULL), (1, 1.1, 'A', NULL), (NULL, NULL, NULL, '2020-01-01')",
    );
    const id = await start([{ match: 'k' }]);
    await running(id);
    await run(
      "DELETE FROM vt_source.k WHERE v = _utf8mb4'A' COLLATE utf8mb4_bin LIMIT 1",
      "UPDATE vt_source.k SET v = 'z' WHERE a = 1 LIMIT 1",
      'UPDATE vt_source.k SET a = 9 WHERE a IS NULL',
    );
    await caughtUp(id);
    const sorted = 'ORDER BY a, f, v, t';
    expect(await server.rows(`SELECT * FROM vt_target.k ${sorted}`)).toEqual(
      await server.rows(`SELECT * FROM vt_source.k ${sorted}`),
    );
    await run('DROP TABLE vt_source.k', 'DROP TABLE vt_target.k');
  });

  test.each(['MINIMAL', 'NOBLOB'])('row images that lack columns (%s)', async (image) => {
    const create =
      "(id int PRIMARY KEY, a int DEFAULT 7, b text, c varchar(20) NOT NULL DEFAULT 'd', u int, UNIQUE KEY (u))";
    await run(`CREATE TABLE vt_source.m ${create}`, `CREATE TABLE vt_target.m ${create}`);
    await run("INSERT INTO vt_source.m (id, b, u) VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)");
    const id = await start([{ match: 'm' }]);
    await running(id);
    await run(
      `SET binlog_row_image = ${image}`,
      'INSERT INTO vt_source.m (id, b) VALUES (4, NULL)',
      "UPDATE vt_source.m SET b = 'new' WHERE id = 1",
      'UPDATE vt_source.m SET a = a + 1 WHERE id < 3',
      'UPDATE vt_source.m SET id = 30, a = NULL WHERE id = 3',
      'DELETE FROM vt_source.m WHERE id = 2',
      'SET binlog_row_image = FULL',
    );
    await caughtUp(id);
    await same('m');
    await run('DROP TABLE vt_source.m', 'DROP TABLE vt_target.m');
  });

  test('changes while rows are copied are applied to what is there, in every phase', async () => {
    const create = '(a varchar(20), b int, n int, v varchar(200), PRIMARY KEY (a, b))';
    await run(`CREATE TABLE vt_source.p ${create}`, `CREATE TABLE vt_target.p ${create}`);
    const words = ['Ab', 'aB', 'zeta', 'Émile', 'emile2', 'ö'];
    for (let i = 0; i < 40; i++) {
      const rows = Array.from(
        { length: 100 },
        (_, j) => `('${words[(i + j) % words.length]}${i}', ${j}, 0, repeat('v', 180))`,
      );
      await run(`INSERT INTO vt_source.p VALUES ${rows.join(', ')}`);
    }
    await engine.close();
    const small = server.engine(
      { sources },
      { copyPhaseDurationMs: 30, insertBytesMax: 20_000, parallelInsertWorkers: 3 },
    );
    engine = small;
    await engine.open();
    const id = await start([{ match: 'p' }]);
    for (let i = 0; i < 25; i++) {
      await run(
        `UPDATE vt_source.p SET n = n + 1 WHERE b % 7 = ${i % 7} AND a > 'e'`,
        `DELETE FROM vt_source.p WHERE b = ${i} AND a < 'c'`,
        `UPDATE vt_source.p SET a = concat(a, '-${i}') WHERE b = ${i + 1} AND a LIKE 'z%'`,
        `INSERT IGNORE INTO vt_source.p SELECT concat('n', a), b, n, v FROM vt_source.p WHERE b = ${i + 2}`,
      );
    }
    await caughtUp(id);
    await same('p');
    expect(await server.rows('SELECT * FROM _vt.copy_state')).toEqual([]);
    await engine.close();
    engine = server.engine({ sources });
    await engine.open();
    await run('DROP TABLE vt_source.p', 'DROP TABLE vt_target.p');
  });

  test('secondary keys are made after the copy', async () => {
    const create = '(id int PRIMARY KEY, a int, b varchar(30), KEY ab (a, b(10)), UNIQUE KEY b (b))';
    await run(
      `CREATE TABLE vt_source.s ${create}`,
      `CREATE TABLE vt_target.s ${create}`,
      "INSERT INTO vt_source.s VALUES (1, 1, 'x'), (2, 2, 'y')",
    );
    const before = await server.rows('SHOW CREATE TABLE vt_target.s');
    const id = await start([{ match: 's' }]);
    await engine.exec(
      `update _vt.vreplication set defer_secondary_keys = 1, state = 'Init', pos = '' where id = ${id}`,
      signal,
    );
    await running(id);
    await same('s');
    expect(await server.rows('SHOW CREATE TABLE vt_target.s')).toEqual(before);
    expect(await server.rows('SELECT * FROM _vt.post_copy_action')).toEqual([]);
    await run('DROP TABLE vt_source.s', 'DROP TABLE vt_target.s');
  });

  test('schema changes are ignored, stop the stream, or are run', async () => {
    const create = '(id int PRIMARY KEY, v int)';
    for (const action of ['IGNORE', 'STOP', 'EXEC', 'EXEC_IGNORE'] as const) {
      await run(`CREATE TABLE vt_source.d ${create}`, `CREATE TABLE vt_target.d ${create}`);
      const id = await start([{ match: 'd' }], { on_ddl: action });
      await running(id);
      const index = async () => (await server.rows("SHOW INDEX FROM vt_target.d WHERE Key_name = 'extra'")).length;
      await run('USE vt_source', 'CREATE INDEX extra ON d (v)', 'INSERT INTO vt_source.d VALUES (1, 1)');
      if (action === 'STOP') {
        await expect
          .poll(() => state(id), { timeout: 20_000 })
          .toMatch(/^Stopped Stopped at DDL alter table d\b.*\bextra\b/is);
      } else {
        await caughtUp(id);
        await same('d');
        expect(await index()).toBe(action === 'IGNORE' ? 0 : 1);
      }
      await engine.deleteStreams('1 = 1', signal);
      await run('DROP TABLE vt_source.d', 'DROP TABLE vt_target.d');
    }
  });

  test('a stream stops at its stop position, after its copy, or with an error that lasts', async () => {
    const create = '(id int PRIMARY KEY, v varchar(10))';
    await run(`CREATE TABLE vt_source.x ${create}`, 'CREATE TABLE vt_target.x (id int PRIMARY KEY, v varchar(3))');
    const copied = await start([{ match: 'x' }], { stop_after_copy: true });
    await expect.poll(() => state(copied), { timeout: 20_000 }).toBe('Stopped Stopped after copy.');
    const stop = await position();
    await run("INSERT INTO vt_source.x VALUES (1, 'abc')");
    const end = await position();
    await run("INSERT INTO vt_source.x VALUES (2, 'abcd')");
    await engine.exec(
      `update _vt.vreplication set stop_pos = '${stop}', state = 'Running' where id = ${copied}`,
      signal,
    );
    await expect
      .poll(() => state(copied), { timeout: 20_000 })
      .toMatch(/^Stopped (Stopped after copy|Stop position|Stopped at)/);
    const source = (await server.rows(`SELECT source FROM _vt.vreplication WHERE id = ${copied}`))[0]?.[0] ?? '';
    await engine.exec(
      `update _vt.vreplication set source = '${source.replace('stop_after_copy:true', '').replaceAll("'", "\\'")}', stop_pos = '${end}', state = 'Running' where id = ${copied}`,
      signal,
    );
    await expect.poll(() => state(copied), { timeout: 20_000 }).toMatch(/^Stopped Stopped at position/);
    expect(await server.rows('SELECT * FROM vt_target.x')).toEqual([['1', 'abc']]);
    await engine.exec(`update _vt.vreplication set stop_pos = null, state = 'Running' where id = ${copied}`, signal);
    await expect.poll(() => state(copied), { timeout: 20_000 }).toMatch(/^Error .*value does not fit/);
    expect(await server.rows('SELECT * FROM vt_target.x')).toEqual([['1', 'abc']]);
    await run('ALTER TABLE vt_target.x MODIFY v varchar(10)');
    await engine.exec(`update _vt.vreplication set state = 'Running' where id = ${copied}`, signal);
    await caughtUp(copied);
    await same('x');
    await run('DROP TABLE vt_source.x', 'DROP TABLE vt_target.x');
  });

  test('a stream whose mysqld ends its sessions goes on where it was', async () => {
    const create = '(id int PRIMARY KEY AUTO_INCREMENT, v int)';
    await run(`CREATE TABLE vt_source.r ${create}`, `CREATE TABLE vt_target.r ${create}`);
    const id = await start([{ match: 'r' }]);
    await running(id);
    for (let i = 0; i < 15; i++) {
      await run(
        `INSERT INTO vt_source.r (v) VALUES (${i}), (${i}), (${i})`,
        `UPDATE vt_source.r SET v = v + 1 WHERE id % 3 = ${i % 3}`,
      );
      const threads = await server.rows("SELECT id FROM information_schema.processlist WHERE user = 'vt_filtered'");
      for (const [thread] of threads) await run(`KILL ${thread}`).catch(() => {});
    }
    await caughtUp(id);
    await same('r');
    await run('DROP TABLE vt_source.r', 'DROP TABLE vt_target.r');
  });

  test('what a stream did, and who held it back, is told under Vitess’s names', async () => {
    let left = 2;
    const throttler: Throttler = {
      check: async (app) => (app.startsWith('vplayer') && left-- > 0 ? { ok: false, reason: 'busy' } : { ok: true }),
    };
    const own = server.engine({ sources, throttler });
    const create = '(id int PRIMARY KEY, n int, doc text)';
    await run(`CREATE TABLE vt_source.told ${create}`, `CREATE TABLE vt_target.told ${create}`);
    await run('INSERT INTO vt_source.told (id) VALUES (1), (2), (3)');
    const id = await start([{ match: 'told' }], { on_ddl: 'IGNORE' });
    await engine.close();
    try {
      await own.open();
      await running(id);
      await run('INSERT INTO vt_source.told (id) VALUES (4), (5)', "ALTER TABLE vt_source.told COMMENT 'x'");
      await run('SET binlog_row_image = NOBLOB', 'UPDATE vt_source.told SET n = 1 WHERE id = 4');
      await run('SET binlog_row_image = DEFAULT');
      await own.waitForPos(id, await position(), AbortSignal.timeout(20_000));
      expect(streamsInto(own).count).toBe(1);
      const vars = own.parts.stats.vars() as Record<string, Record<string, number>>;
      const stream = `source.0.wf.Materialize.${id}`;
      expect(vars).toMatchObject({
        VReplicationCopyLoopCount: { [stream]: 1 },
        VReplicationTableCopyRowCounts: { [`${stream}.told`]: 3 },
        VReplicationPhaseTimingsCounts: { [`${stream}.copy`]: 1, [`${stream}.postCopyActions`]: 1 },
        VReplicationDDLActions: { [`wf.${id}.IGNORE`]: 1 },
        VReplicationThrottledCounts: { [`wf.${id}.tablet.vplayer`]: 2 },
        VReplicationThrottledCountTotal: 2,
        VReplicationBulkQueryCount: { [`${stream}.insert`]: 1 },
        VReplicationBulkQueryCountTotal: 1,
        VReplicationPartialQueryCount: { [`${stream}.update`]: 1 },
      });
      const counts = vars['VReplicationPhaseTimingsCounts'] ?? {};
      const { [`${stream}.All`]: all, ...each } = counts;
      expect(all).toBe(Object.values(each).reduce((sum, count) => sum + count, 0));
      expect(vars['VReplicationTableCopyTimings']?.[`${stream}.told`]).toBeGreaterThan(0);
      expect(vars['VReplicationTrxQueryBatchCount']?.[`${stream}.with_commit`]).toBeGreaterThanOrEqual(1);
      expect(vars['VReplicationHeartbeat']?.[stream]).toBeGreaterThan(Date.now() / 1000 - 60);
    } finally {
      await own.deleteStreams('1 = 1', signal).catch(() => {});
      await own.close();
      await engine.open();
    }
    await run('DROP TABLE vt_source.told', 'DROP TABLE vt_target.told');
  });
});
