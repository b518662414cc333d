import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, makeCertificates, TestMysqld } from '@vt/mysql/testing';
import { collectResult } from '@vt/sqltypes';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientCodec, clientCodec } from '../session/client-codec.ts';
import { answerText, Connections, oracleScript } from '../testing/oracle-run.ts';
import { TestFront } from '../testing/test-front.ts';
import { TestGate } from '../testing/test-gate.ts';
import { TrackingClient } from '../testing/tracking-client.ts';

const vindexes = { hash: { type: 'hash' }, xxhash: { type: 'xxhash' } };
const byId = { column_vindexes: [{ column: 'id', name: 'hash' }] };
const keyspaces = {
  un: { shards: ['0'], vschema: {} },
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes,
      tables: { t: byId, u: byId, n: { column_vindexes: [{ column: 'name', name: 'xxhash' }] } },
    },
  },
};
const tables = [
  'create table t (id bigint primary key, v varchar(20), n int, d datetime, j json, b blob, dec1 decimal(10,2))',
  'create table u (id bigint primary key, x int)',
  'create table n (name varchar(20) primary key, c int)',
];
const collation = 'utf8mb4_0900_ai_ci';

/** Each statement of a script gets the same answer from a mysqld and from the gate before it, to the flags of the columns. */
describe.each(availableFlavors().filter((flavor) => flavor === 'mysql'))('clients of a gate before %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let front: TestFront;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor, ['max-connections=400', 'performance-schema=ON']);
    const { version, comment } = await serverNames(mysqld);
    gate = new TestGate(mysqld.rootOptions, keyspaces, { serverVersion: version, versionComment: comment });
    await gate.createDatabases();
    front = await TestFront.listen(gate);
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    for (const keyspace of Object.keys(keyspaces)) {
      await gate.session().all(`use ${keyspace}; ${tables.join(';')}`);
      await admin.execute(`create database ${keyspace}`);
      await admin.execute(`use ${keyspace}`);
      for (const table of tables) await admin.execute(table);
    }
    admin.close();
  });

  afterAll(async () => {
    front.close();
    gate.close();
    await mysqld.stop();
  });

  test.each(['commit release', 'rollback work and no chain release', 'rollback release'])(
    '%s ends the connection',
    async (end) => {
      for (const port of [front.port, undefined]) {
        const options = port === undefined ? mysqld.rootOptions : { port, user: 'root' };
        const connection = await MysqlConnection.connect({ ...options, database: 'sh', collation });
        await connection.execute('begin');
        await connection.execute(end.replace('release', 'no release'));
        await connection.execute(end);
        await expect.poll(() => connection.isClosed).toBe(true);
      }
    },
  );

  const certificates = makeCertificates();
  test.runIf(certificates)('SHOW STATUS tells how the client itself is encrypted', async () => {
    const { kill, processes } = gate;
    const secure = await TestFront.listen(gate, { tls: (certificates as NonNullable<typeof certificates>).server });
    const encryption = async (port: number, ssl: object) => {
      const client = await createConnection({ host: '127.0.0.1', port, user: 'root', database: 'sh', ...ssl });
      const [rows] = await client.query({ sql: "show session status like 'ssl\\_%'", rowsAsArray: true });
      await client.end();
      const told = new Map(rows as [string, string][]);
      return [told.get('Ssl_cipher'), told.get('Ssl_version')];
    };
    const tls = { ssl: { rejectUnauthorized: false } };
    expect(await encryption(secure.port, tls)).toEqual([expect.stringMatching(/^TLS_/), 'TLSv1.3']);
    expect(await encryption(secure.port, {})).toEqual(['', '']);
    secure.close();
    // The gate's clients are the other front's again.
    Object.assign(gate, { kill, processes });
  });

  test.each([
    // First, as it shows how many rows the tables are thought to have.
    ['show.sql', 'un', true],
    ['session.sql', 'un', false],
    ['tracking.sql', 'un', false],
    ['tracking.sql', 'sh', false],
    ['call.sql', 'un', true],
    ['diagnostics.sql', 'un', false],
    ['diagnostics.sql', 'sh', false],
    ['variables.sql', 'un', true],
    ['variables.sql', 'sh', true],
  ])('%s on %s', async (script, keyspace, metadata) => {
    const plain = new Connections(() =>
      MysqlConnection.connect({ ...mysqld.rootOptions, database: keyspace, multiStatements: true, collation }),
    );
    const gated = new Connections(() =>
      MysqlConnection.connect({ port: front.port, user: 'root', database: keyspace, multiStatements: true, collation }),
    );
    const differences: object[] = [];
    for (const { connection, sql } of oracleScript(script)) {
      const text = sql.replaceAll('$KS', keyspace);
      const expected = await answerText(await plain.get(connection), text, metadata);
      const actual = await answerText(await gated.get(connection), text, metadata);
      if (actual !== expected) differences.push({ text, expected, actual });
    }
    plain.close();
    gated.close();
    expect(differences).toEqual([]);
  });

  test.each(['un', 'sh'])(
    'what is wrong with one of several statements is shown with those behind it, on %s',
    async (database) => {
      const options = { database, multiStatements: true, collation };
      const plain = await MysqlConnection.connect({ ...mysqld.rootOptions, ...options });
      const gated = await MysqlConnection.connect({ port: front.port, user: 'root', ...options });
      for (const sql of [
        'selec 2; select 3',
        'selec 2; ;; ',
        'select 1 from; select 2;',
        'select 1 +; select 2',
        `selec 1; select '${'x'.repeat(100)}'`,
        `selec '${'x'.repeat(100)}'; select 1`,
        `selec 1; select '${'ü😀'.repeat(30)}'`,
        'select 1;\n\nselec\n 2;\nselect 3',
        'create tabel x; select 1',
        'insert into t (id) values (1)); select 1',
        'selec 1 -- a comment\n; select 2',
      ])
        expect(await firstError(gated, sql)).toBe(await firstError(plain, sql));
      plain.close();
      gated.close();
    },
  );

  test.each([
    ['session_connect_attrs', 2],
    ['session_account_connect_attrs', 1],
  ])('performance_schema.%s has what clients told of themselves', async (name, users) => {
    const client = await MysqlConnection.connect({ port: front.port, user: 'root', programName: 'first' });
    const other = await MysqlConnection.connect({ port: front.port, user: 'other', programName: 'second' });
    const attributes = `from performance_schema.${name} a where a.attr_name = 'program_name'`;
    const own = `select a.processlist_id = connection_id(), attr_value ${attributes} and processlist_id = connection_id()`;
    const counted = `select count(distinct attr_value) ${attributes} and attr_value in ('first', 'second')`;
    const rowsOf = async (sql: string) => {
      const sink = collectResult();
      client.query(Buffer.from(sql), sink);
      const [result] = await sink.results;
      return result?.rows.map((row) => row.map(String));
    };
    expect(await rowsOf(own)).toEqual([['1', 'first']]);
    expect(await rowsOf(counted)).toEqual([[String(users)]]);
    client.close();
    other.close();
  });

  /** Letters of the set, as its clients write them. */
  const letters: Record<string, string> = {
    cp1250: 'ąćęŻ€',
    big5: '功許蓋你',
    cp1251: 'привет Їё',
    cp850: 'éÅß',
    cp866: 'привет',
    cp932: '表ソ能ｱ',
    eucjpms: '表ソ能ｱ',
    euckr: '한국어',
    gb18030: '誠你€😀',
    gb2312: '你好吗',
    gbk: '誠你好',
    greek: 'καλημέρα',
    hebrew: 'שלום',
    koi8r: 'ПРИВЕТ',
    latin1: 'éÅß',
    latin2: 'zażółć gęślą',
    latin5: 'ığş',
    latin7: 'ąčęž',
    ujis: '表ソ能ｱ',
  };
  test.each(
    Object.keys(letters).flatMap((charset) => [
      [charset, 'un'],
      [charset, 'sh'],
    ]),
  )('clients in %s on %s', async (charset, keyspace) => {
    const text = letters[charset] as string;
    const codec = clientCodec(charset) as ClientCodec;
    const plain = await MysqlConnection.connect({ ...mysqld.rootOptions, database: keyspace });
    const gated = await MysqlConnection.connect({ port: front.port, user: 'root', database: keyspace });
    const statements = [
      `set names ${charset}`,
      `insert into n values ('${text}', 1), ('x', 2)`,
      'select * from n order by c',
      `select name, c, '${text}', concat(name, '-${text}') as \`${text}\` from n where name = '${text}'`,
      'select hex(name), length(name), char_length(name) from n order by c',
      `select '${text}', hex('${text}'), charset('a')`,
      'select @@character_set_client, @@character_set_results',
      `set @a = '${text}'`,
      'select @a, hex(convert(@a using utf8mb4))',
      'select max(name), min(name) from n',
      `insert into t(id, v, b) values (1, '${text.slice(0, 3)}', _binary'${text}\\'\\\\'), (2, 'b', 'c')`,
      'select id, v, b, hex(b) from t order by id',
      `select hex(_utf8mb4 x'c3a9'), hex(_${charset}'${text}') as raw`,
      'select v from t union all select name from n order by 1',
      "show variables like 'character\\_set\\_c%'",
      `prepare p from 'select name from n where name = ?'`,
      `execute p using @a`,
      `select nosuch from n`,
      `select \`${text}\` from n`,
      `select * from \`${text}\``,
      `signal sqlstate '45000' set message_text = _utf8mb4 x'5c20c3a920d096e8a1a8'`,
      `update n set name = concat(name, '!') where c = 2`,
      'set character_set_results = NULL',
      'select name from n order by c',
      'set names utf8mb4 collate utf8mb4_unicode_ci',
      `select name, 'x', charset('x') from n order by c`,
      'set names utf8mb3 collate utf8mb3_bin',
      `select name, 'x', charset('x') from n order by c`,
      'set names utf8mb4 collate utf8mb3_bin',
      `select name, 'x', charset('x') from n order by c`,
      'set character_set_results = utf8mb4',
      `select name, 'x' from n order by c`,
      'set names utf8mb4',
      'select name from n order by c',
      'delete from n',
      'delete from t',
    ];
    const differences: object[] = [];
    for (const sql of statements) {
      const bytes = codec.encode(sql);
      // What is wrong over shards the gate says in words of its own.
      const isTold = keyspace === 'un';
      const expected = await rawAnswer(plain, bytes, isTold);
      const actual = await rawAnswer(gated, bytes, isTold);
      if (actual !== expected) differences.push({ sql, expected, actual });
    }
    plain.close();
    gated.close();
    expect(differences).toEqual([]);
  });

  test('what SHOW WARNINGS tells after a statement was prepared, or was not', async () => {
    const warnings = async (connection: MysqlConnection, sql: string) => {
      await connection.execute('select 1/0');
      const statement = await connection.prepare(sql).catch(() => undefined);
      if (statement) connection.closeStatement(statement);
      const { rows } = await connection.execute('show warnings');
      return rows.map((row) => row.map(String).join(' '));
    };
    const plain = await MysqlConnection.connect({ ...mysqld.rootOptions, database: 'un', collation });
    const gated = await MysqlConnection.connect({ port: front.port, user: 'root', database: 'un', collation });
    for (const sql of ['select 1', 'select v from t where id = ?', 'selec 1', 'select nosuch from t', 'show warnings'])
      expect({ sql, said: await warnings(gated, sql) }).toEqual({ sql, said: await warnings(plain, sql) });
    plain.close();
    gated.close();
  });

  test.each(['un', 'sh'])('statements prepared on %s', async (keyspace) => {
    const plain = await TrackingClient.connect({ path: mysqld.socketPath }, 'root', keyspace);
    const gated = await TrackingClient.connect({ port: front.port }, 'root', keyspace);
    const differences: object[] = [];
    for (const { sql } of oracleScript('prepared.sql')) {
      const expected = await plain.prepared(sql);
      const actual = await gated.prepared(sql);
      if (actual !== expected) differences.push({ sql, expected, actual });
    }
    plain.close();
    gated.close();
    expect(differences).toEqual([]);
  });

  test.each([
    ['tracking.sql', 'un'],
    ['tracking.sql', 'sh'],
    ['transaction-info.sql', 'un'],
    ['transaction-info.sql', 'sh'],
  ])('%s on %s, told with rows too', async (script, keyspace) => {
    const plain = await TrackingClient.connect({ path: mysqld.socketPath }, 'root', keyspace);
    const gated = await TrackingClient.connect({ port: front.port }, 'root', keyspace);
    const differences: object[] = [];
    for (const { sql } of oracleScript(script)) {
      const text = sql.replaceAll('$KS', keyspace);
      const expected = await plain.told(text);
      const actual = await gated.told(text);
      if (actual !== expected) differences.push({ text, expected, actual });
    }
    plain.close();
    gated.close();
    expect(differences).toEqual([]);
  });
});

/** What fails of a text's statements. */
async function firstError(connection: MysqlConnection, sql: string): Promise<string> {
  const sink = collectResult();
  connection.query(sql, sink);
  try {
    await sink.results;
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Bytes as they came. */
/** @param hasText with the texts of errors */
async function rawAnswer(connection: MysqlConnection, sql: Uint8Array, hasText: boolean): Promise<string> {
  const sink = collectResult();
  connection.query(Buffer.from(sql), sink);
  try {
    const { fields, rows } = await sink.result;
    const shown = fields.map(({ name, type, charset, columnLength }) => [name, type, charset, columnLength].join('|'));
    return JSON.stringify([
      shown,
      rows.map((row) => row.map((value) => value && Buffer.from(value).toString('latin1'))),
    ]);
  } catch (error) {
    const { errno, message } = error as { errno?: number; message: string };
    return `error ${errno} ${hasText ? message : ''}`;
  }
}

async function serverNames(mysqld: TestMysqld): Promise<{ version: string; comment: string }> {
  const connection = await MysqlConnection.connect(mysqld.rootOptions);
  const { rows } = await connection.execute('select @@version, @@version_comment');
  connection.close();
  const [version = '', comment = ''] = (rows[0] ?? []).map((value) => Buffer.from(value ?? []).toString());
  return { version, comment };
}
