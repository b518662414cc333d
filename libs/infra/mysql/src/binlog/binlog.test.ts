import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MysqlConnection } from '../client/connection.ts';
import { type Position, parseGtidSet } from '../gtid/index.ts';
import { availableFlavors, type Flavor, TestMysqld } from '../testing/mysqld.ts';
import { readBinlog } from './binlog-stream.ts';
import type { BinlogEvent, RowChange } from './event.ts';
import { JsonPatch } from './json/json-patch.ts';
import type { Cell } from './row-decoder.ts';

const columns: Readonly<Record<Flavor, string>> = {
  mysql: 'js json, v vector(3), bin5 binary(5), set8 set("x","y","z") character set latin1,',
  mariadb: 'js json, comp varchar(2000) compressed, blobc blob compressed, u uuid, ip inet6, bin5 binary(5),',
};

const everyType = (flavor: Flavor): string => `create table t (
  id int unsigned primary key, i8 tinyint, u8 tinyint unsigned, i16 smallint, u16 smallint unsigned, i24 mediumint, u24 mediumint unsigned,
  i32 int, u32 int unsigned, i64 bigint, u64 bigint unsigned, f float, d double, dec1 decimal(65,30), dec2 decimal(5,0), dec3 decimal(18,9),
  b1 bit(1), b13 bit(13), b64 bit(64), y year, dt date, tm time, tm3 time(3), tm6 time(6), dtm datetime, dtm4 datetime(4), dtm6 datetime(6),
  ts timestamp null, ts5 timestamp(5) null, c10 char(10), c255 char(255) character set utf8mb4, vc varchar(10) character set latin1, vcb varchar(300),
  vb varbinary(20), tt tinytext, tx text, mt mediumtext, lb longblob, e enum('a','b','ü'), s set('p','q','r'), g geometry, ${columns[flavor]}
  gen int generated always as (i32 + 1) stored)`;

const specials: readonly string[] = [
  'insert into t (id) values (1)',
  `insert into t (id,i8,u8,i16,u16,i24,u24,i32,u32,i64,u64,f,d,dec1,dec2,dec3) values (2,-128,255,-32768,65535,-8388608,16777215,-2147483648,4294967295,
    -9223372036854775808,18446744073709551615,1.17549e-38,-1.7976931348623157e308,'-99999999999999999999999999999999999.999999999999999999999999999999','-99999','-123456789.000000001')`,
  `insert into t (id,f,d,dec1,dec2,dec3,b1,b13,b64) values (3,3.14159,0.1,'0.000000000000000000000000000001','0','0.5',b'1',b'1010101010101',b'1111111111111111111111111111111111111111111111111111111111111111')`,
  `insert into t (id,y,dt,tm,tm3,tm6,dtm,dtm4,dtm6,ts,ts5) values (4,1901,'1000-01-01','-838:59:59','838:59:58.999','-00:00:00.000001','9999-12-31 23:59:59','2020-02-29 12:34:56.7891','0001-01-01 00:00:00.123456','1970-01-01 00:00:01','2038-01-19 03:14:07.99999')`,
  `insert into t (id,y,dt,tm,tm3,tm6,dtm,dtm6) values (5,0,'0000-00-00','00:00:00','-12:00:00.500','01:02:03.000004','0000-00-00 00:00:00','2024-00-00 00:00:00')`,
  `insert into t (id,c10,c255,vc,vcb,vb,tt,tx,mt,lb,e,s) values (6,'äöü  ','☃ snow','é',repeat('x',300),x'00ff10',repeat('t',255),repeat('ü',1000),'m',repeat(x'00ff',40000),'ü','p,r')`,
  `insert into t (id,c10,vc,e,s,bin5) values (7,'','',1,'',x'0100')`,
  `insert into t (id,g) values (8, st_geomfromtext('POLYGON((0 0,10 0,10 10,0 10,0 0))'))`,
];

const flavored: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: [
    `insert into t (id,js) values (20, '{"a": 1, "bb": [1.5, -2, 1e300, 18446744073709551615, true, false, null], "c": {"d": "x\\\\n\\\\"y\\\\u0001é"}, "": {}}')`,
    `insert into t (id,js) values (21, json_object('dec', cast(1.50 as decimal(10,2)), 'date', cast('2020-01-02' as date), 'time', cast('-12:34:56.789' as time(3)), 'dt', cast('2020-01-02 03:04:05.06' as datetime(2)), 'bin', cast('abc' as binary)))`,
    `insert into t (id,js) values (22, json_array(-32769, 65536, 2147483648, -2147483649, 1.0, 0.1))`,
    `insert into t (id,js) select 23, json_arrayagg(repeat('k', 300)) from information_schema.columns limit 400`,
    `insert into t (id,v,set8) values (24, to_vector('[1,2.5,-3]'), 'x,z')`,
    `update t set js = json_set(js, '$.a', 2, '$.c.d', 'longer than before, so that it does not fit') where id = 20`,
  ],
  mariadb: [
    `insert into t (id,js,comp,blobc,u,ip) values (20, '{"a":1}', repeat('compress me ', 100), repeat('z', 5000), '123e4567-e89b-12d3-a456-426655440000', '::1')`,
    `insert into t (id,comp,blobc) values (21, 'short', '')`,
  ],
};

/** Everything that a stream says up to the row that a test writes last. */
async function collect(
  options: Parameters<typeof readBinlog>[0],
  until: (event: BinlogEvent) => boolean,
): Promise<BinlogEvent[]> {
  const stop = new AbortController();
  const events: BinlogEvent[] = [];
  for await (const batch of readBinlog(options, stop.signal))
    for (const event of batch) {
      events.push(event);
      if (until(event)) return events;
    }
  return events;
}

const text = (cell: Cell): string | null | undefined =>
  cell === null || cell === undefined
    ? cell
    : cell instanceof JsonPatch
      ? JSON.stringify(cell.changes)
      : Buffer.from(cell).toString('latin1');

function changesOf(events: readonly BinlogEvent[], table: string): RowChange[] {
  return events.flatMap((event) => (event.kind === 'Rows' && event.table.name === table ? event.rows : []));
}

const isEnd = (event: BinlogEvent): boolean => event.kind === 'Rows' && event.table.name === 'the_end';

describe.each(availableFlavors())('the binary log of %s', (flavor) => {
  let mysqld: TestMysqld;
  let db: MysqlConnection;
  let serverId = 1000;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor, ['binlog-row-metadata=FULL', 'default-time-zone=+00:00']);
    db = await MysqlConnection.connect(mysqld.rootOptions);
    for (const sql of ['set names utf8mb4', "set sql_mode = 'ALLOW_INVALID_DATES'", 'create database x', 'use x'])
      await db.execute(sql);
    await db.execute('create table the_end (n int primary key auto_increment)');
  });

  afterAll(async () => {
    db?.close();
    await mysqld?.stop();
  });

  async function position(): Promise<Position> {
    const sql = flavor === 'mysql' ? 'select @@global.gtid_executed' : 'select @@global.gtid_binlog_pos';
    const [row] = (await db.execute(sql)).rows;
    return parseGtidSet(flavor === 'mysql' ? 'MySQL56' : 'MariaDB', Buffer.from(row?.[0] ?? '').toString());
  }

  /** What is logged while `write` runs. */
  async function logged(write: () => Promise<void>): Promise<BinlogEvent[]> {
    const start = await position();
    await write();
    await db.execute('insert into the_end values ()');
    return collect({ connect: mysqld.rootOptions, start, serverId: serverId++ }, isEnd);
  }

  async function run(...statements: string[]): Promise<void> {
    for (const sql of statements) await db.execute(sql);
  }

  test('every type is given as the text protocol gives it', async () => {
    await db.execute(everyType(flavor));
    const events = await logged(() => run(...specials, ...flavored[flavor]));
    const found = new Map(changesOf(events, 't').map(({ after }) => [text(after?.[0]), after?.map(text)]));
    await db.execute('set character_set_results = null');
    const { rows, fields } = await db.execute('select * from t order by id');
    await db.execute('set character_set_results = utf8mb4');
    expect(rows.length).toBeGreaterThan(9);
    for (const row of rows) {
      const wanted = row.map((value) => (value === null ? null : Buffer.from(value).toString('latin1')));
      const got = found.get(wanted[0]);
      for (const [i, field] of fields.entries()) {
        const binary = flavor === 'mariadb' && (field.name === 'u' || field.name === 'ip') && wanted[i] !== null;
        // UUID and INET6 are logged as the 16 bytes they are, and nothing in the log tells them from BINARY(16).
        if (binary) expect(got?.[i]).toHaveLength(16);
        else expect({ [field.name]: got?.[i] }).toEqual({ [field.name]: wanted[i] });
      }
    }
  });

  test('a transaction begins with its GTID and ends with its XID', async () => {
    await db.execute('create table tx (id int primary key, v int)');
    const events = await logged(() =>
      run(
        'begin',
        'insert into tx values (1, 1), (2, 2)',
        'update tx set v = 5',
        'delete from tx where id = 1',
        'commit',
      ),
    );
    const kinds = events.map(({ kind }) => kind);
    const from = kinds.indexOf('Gtid');
    const until = kinds.indexOf('Xid');
    const inside = events
      .slice(from, until + 1)
      .filter(({ kind }) => kind !== 'RowsQuery' && kind !== 'Query' && kind !== 'Other');
    expect(inside.map(({ kind }) => kind)).toEqual([
      'Gtid',
      'TableMap',
      'Rows',
      'TableMap',
      'Rows',
      'TableMap',
      'Rows',
      'Xid',
    ]);
    expect(
      changesOf(events.slice(0, until), 'tx').map(({ before, after }) => [before?.map(text), after?.map(text)]),
    ).toEqual([
      [undefined, ['1', '1']],
      [undefined, ['2', '2']],
      [
        ['1', '1'],
        ['1', '5'],
      ],
      [
        ['2', '2'],
        ['2', '5'],
      ],
      [['1', '5'], undefined],
    ]);
    const gtid = events[from];
    expect(gtid).toMatchObject({ kind: 'Gtid', standalone: false });
    expect((gtid as { gtid: string }).gtid).toMatch(flavor === 'mysql' ? /^[0-9a-f-]{36}:\d+$/ : /^\d+-\d+-\d+$/);
  });

  test('what an image has not got is told from NULL', async () => {
    await run(
      'create table part (id int primary key, a int, b varchar(20), c text)',
      "insert into part values (1, 1, 'b', 'c')",
    );
    const events = await logged(() =>
      run(
        "set session binlog_row_image = 'MINIMAL'",
        'update part set b = null where id = 1',
        'delete from part where id = 1',
        "set session binlog_row_image = 'FULL'",
      ),
    );
    expect(
      changesOf(events, 'part').map(({ before, after }) => [before?.map(text), after && [...after].map(text)]),
    ).toEqual(
      [
        [
          ['1', undefined, undefined, undefined],
          [undefined, undefined, null, undefined],
        ],
        [['1', undefined, undefined, undefined], undefined],
      ].map((row) => row.map((image) => (image === undefined ? undefined : image))),
    );
  });

  test('a statement is given with its database, and DDL stands alone', async () => {
    const events = await logged(() => run("create table ddl (a int comment 'ü')", 'drop table ddl'));
    const queries = events.flatMap((event) =>
      event.kind === 'Query' ? [[event.database, event.sql.toString('utf8')]] : [],
    );
    expect(queries[0]).toEqual(['x', "create table ddl (a int comment 'ü')"]);
    expect(queries.some(([, sql]) => /^drop table `?ddl/i.test(sql ?? ''))).toBe(true);
  });

  test('the first event names the file, and nothing behind it', async () => {
    const events = await logged(async () => {});
    const [first] = events;
    expect(first?.kind).toBe('Rotate');
    expect(first?.kind === 'Rotate' ? first.file : '').toMatch(/^[\w.-]+\.\d{6}$/);
  });

  test('a huge transaction and a row of many megabytes come whole', async () => {
    await run('create table big (id int primary key, v longblob)');
    const events = await logged(() =>
      run(
        'begin',
        "insert into big values (1, repeat('0123456789abcdef', 1200000))",
        ...Array.from({ length: 200 }, (_, i) => `insert into big values (${i + 2}, repeat('x', 10000))`),
        'commit',
      ),
    );
    const changes = changesOf(events, 'big');
    expect(changes).toHaveLength(201);
    expect((changes[0]?.after?.[1] as Uint8Array | undefined)?.length).toBe(19_200_000);
  });

  test('a reader that stops frees the server’s thread, and one that was killed goes on where it was', async () => {
    await db.execute('create table resume (id int primary key)');
    const start = await position();
    for (let i = 0; i < 50; i++) await db.execute(`insert into resume values (${i})`);
    await db.execute('insert into the_end values ()');
    const seen: string[] = [];
    let at = start;
    for (let round = 0; round < 50 && seen.length < 50; round++) {
      let rows = 0;
      const stop = new AbortController();
      const options = { connect: mysqld.rootOptions, start: at, serverId: serverId++ };
      reading: for await (const batch of readBinlog(options, stop.signal))
        for (const event of batch) {
          if (event.kind === 'Rows' && event.table.name === 'resume')
            seen.push(...event.rows.map(({ after }) => text(after?.[0]) as string));
          if ((event.kind === 'Xid' && ++rows === 7) || isEnd(event)) break reading;
        }
      // each insert is a transaction of its own: the position behind those that were seen whole
      at = await positionAfter(start, seen.length);
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    await expect
      .poll(
        async () =>
          (
            await db.execute("select count(*) from information_schema.processlist where command like 'Binlog Dump%'")
          ).rows[0]?.map(String),
        { timeout: 20_000 },
      )
      .toEqual(['0']);
  });

  async function positionAfter(start: Position, transactions: number): Promise<Position> {
    if (start?.kind === 'MySQL56') {
      const [uuid] = [...start.sources.keys()];
      const last = start.sources.get(uuid as string)?.at(-1)?.end ?? 0n;
      return parseGtidSet('MySQL56', `${uuid}:1-${last + BigInt(transactions)}`);
    }
    if (start?.kind !== 'MariaDB') throw new Error('no GTIDs');
    const [domain, gtid] = [...start.domains][0] as [number, { server: number; sequence: bigint }];
    return parseGtidSet('MariaDB', `${domain}-${gtid.server}-${gtid.sequence + BigInt(transactions)}`);
  }

  test.runIf(flavor === 'mysql')('compressed transactions and tagged GTIDs are read like others', async () => {
    await run('create table packed (id int primary key, v text)');
    const events = await logged(() =>
      run(
        'set session binlog_transaction_compression = on',
        "set session gtid_next = 'AUTOMATIC:tag_1'",
        'begin',
        ...Array.from({ length: 50 }, (_, i) => `insert into packed values (${i}, repeat('abc', 3000))`),
        'commit',
        'set session binlog_transaction_compression = off',
        "set session gtid_next = 'AUTOMATIC'",
      ),
    );
    expect(changesOf(events, 'packed').map(({ after }) => text(after?.[0]))).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
    expect(events.filter((e) => e.kind === 'Gtid').map((e) => (e as { gtid: string }).gtid)[0]).toMatch(
      /^[0-9a-f-]{36}:tag_1:1$/,
    );
    // Each is the next of the file's logical clock, with a tag or without.
    const clocks = events.flatMap((e) => (e.kind === 'Gtid' ? [e.sequenceNumber] : []));
    expect(clocks.map((clock) => clock - (clocks[0] ?? 0n))).toEqual([0n, 1n]);
    expect(events.every((e) => e.kind !== 'Gtid' || e.lastCommitted < e.sequenceNumber)).toBe(true);
    // The set now has a tag: a stream can still begin behind it.
    const more = await logged(() => run("insert into packed values (100, '')"));
    expect(changesOf(more, 'packed')).toHaveLength(1);
  });

  test.runIf(flavor === 'mysql')('changes of JSON documents are applied to the document before them', async () => {
    await run(
      'create table docs (id int primary key, j json, k json)',
      `insert into docs values (1, '{"a": 1, "list": [1, 2, 3], "name": "0123456789"}', '[]')`,
    );
    const events = await logged(() =>
      run(
        "set session binlog_row_value_options = 'PARTIAL_JSON'",
        `update docs set j = json_set(j, '$.a', 9, '$.name', 'short', '$.list[1]', 7) where id = 1`,
        `update docs set j = json_remove(j, '$.list[0]') where id = 1`,
        `update docs set j = json_replace(j, '$.list', json_array('x')) where id = 1`,
        "set session binlog_row_value_options = ''",
      ),
    );
    const documents = changesOf(events, 'docs').map(({ after }) => text(after?.[1]));
    expect(documents).toEqual([
      '{"a": 9, "list": [1, 7, 3], "name": "short"}',
      '{"a": 9, "list": [7, 3], "name": "short"}',
      '{"a": 9, "list": ["x"], "name": "short"}',
    ]);
  });

  test.runIf(flavor === 'mariadb')('compressed events are read like others', async () => {
    await run('create table packed (id int primary key, v text)');
    const admin = ['set global log_bin_compress = on', 'set global log_bin_compress_min_len = 10'];
    const events = await logged(() =>
      run(
        ...admin,
        "insert into packed values (1, repeat('abc', 3000))",
        "update packed set v = repeat('d', 2000)",
        'set global log_bin_compress = off',
      ),
    );
    expect(changesOf(events, 'packed').map(({ after }) => text(after?.[1])?.length)).toEqual([9000, 2000]);
  });
});
