import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { type BindValue, collectResult, type ResultSink, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestFront } from '../testing/test-front.ts';
import { TestGate } from '../testing/test-gate.ts';

const keyspaces = {
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};
const table = 'create table t (id bigint primary key, v varchar(20), n int)';
const text = (value: string): BindValue => ({ type: Type.VARCHAR, value: Buffer.from(value) });
const int = (value: string): BindValue => ({ type: Type.INT64, value: Buffer.from(value) });
const nothing: BindValue = { type: Type.NULL_TYPE, value: Buffer.alloc(0) };
const collation = 'utf8mb4_general_ci';

/** What a shard computes from literals is described to the client as what it wrote. */
describe.each(availableFlavors().filter((flavor) => flavor === 'mysql'))(
  'columns of the session, before %s',
  (flavor) => {
    let mysqld: TestMysqld;
    let gate: TestGate;
    let front: TestFront;
    let plain: MysqlConnection;
    let gated: MysqlConnection;

    beforeAll(async () => {
      mysqld = await TestMysqld.start(flavor, ['max-connections=400']);
      const { version, comment } = await serverNames(mysqld);
      gate = new TestGate(mysqld.rootOptions, keyspaces, { serverVersion: version, versionComment: comment });
      await gate.createDatabases();
      front = await TestFront.listen(gate);
      const admin = await MysqlConnection.connect(mysqld.rootOptions);
      await gate.session().all(`use sh; ${table}`);
      await admin.execute('create database sh');
      await admin.execute('use sh');
      await admin.execute(table);
      admin.close();
      plain = await MysqlConnection.connect({ ...mysqld.rootOptions, database: 'sh', collation });
      gated = await MysqlConnection.connect({ port: front.port, user: 'root', database: 'sh', collation });
      for (const each of [plain, gated]) {
        await each.execute("insert into t (id, v, n) values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'd', 4)");
        await each.execute("set @text = 'abc', @num = 5, @d = 1.5, @nil = null, @f = 1e0");
      }
    });

    afterAll(async () => {
      plain.close();
      gated.close();
      front.close();
      gate.close();
      await mysqld.stop();
    });

    const parameters: [string, BindValue[]][] = [
      ['select id, ? from t order by id', [text('x')]],
      ['select id, ? as a from t', [int('7')]],
      ['select ?, id from t order by id', [{ type: Type.FLOAT64, value: Buffer.from('1.5') }]],
      ['select id, ? as b from t', [nothing]],
      ['select ?, ? from t where id = 1', [text('x'), int('3')]],
      ['select ?, ? from t', [text('x'), int('3')]],
      ['select max(v), ? from t', [text('x')]],
      ['select ?', [text('x')]],
      ['select ? as c', [int('4')]],
      ['select ? as d', [nothing]],
      ['select ?, @@autocommit', [text('x')]],
      ['select distinct ? from t', [int('2')]],
    ];
    const values = [
      'select current_user(), connection_id() > 0',
      'select current_user(), connection_id() > 0, @@autocommit',
      'select current_user(), @@sql_mode = 1',
      'select current_user()',
      'select current_user() from t limit 1',
      'select database(), user(), version(), connection_id() > 0',
      'select @@sql_mode, id from t',
      'select last_insert_id(), connection_id(), found_rows(), row_count(), id from t',
      'select @text',
      'select @text, id from t order by id',
      'select @text, connection_id() > 0',
      'select @num, @d, @nil, @f',
      'select @num, @d, @nil, @f, id from t order by id',
      'select @text, @text from t where id = 1',
      'select *, @text from t order by id',
      'select group_concat(v order by id) from t',
      'select group_concat(distinct v), count(*) from t',
      'select n, group_concat(n) from t group by n order by n',
      "select n, group_concat(distinct v order by v separator '') as g from t group by n order by n",
      'select max(concat(v)), group_concat(null) from t',
    ];
    const cases: [string, BindValue[]][] = [...parameters, ...values.map((sql): [string, BindValue[]] => [sql, []])];

    test.each(cases)('%s', async (sql, params) => {
      expect(await described(gated, sql, params)).toEqual(await described(plain, sql, params));
      if (params.length === 0) expect(await described(gated, sql)).toEqual(await described(plain, sql));
    });
  },
);

/** All that the definitions of an answer's columns say, and the type as it is on the wire. */
async function described(connection: MysqlConnection, sql: string, params?: BindValue[]): Promise<string[]> {
  const result = collectResult();
  const types: (number | undefined)[] = [];
  const sink: ResultSink = {
    onDrain: undefined,
    columns(definitions, format) {
      types.push(...definitions.map((definition) => definition.at(-6)));
      result.columns(definitions, format);
    },
    rows: (packets) => result.rows(packets),
    end: (ok, more) => result.end(ok, more),
    error: (error) => result.error(error),
  };
  if (params) connection.queryPrepared(sql, params, sink);
  else connection.query(Buffer.from(sql), sink);
  const { fields } = await result.result;
  return fields.map((f, i) => [f.name, types[i], f.type, f.columnLength, f.charset, f.decimals, f.flags].join('|'));
}

async function serverNames(mysqld: TestMysqld): Promise<{ version: string; comment: string }> {
  const connection = await MysqlConnection.connect(mysqld.rootOptions);
  const { rows } = await connection.execute('select @@version, @@version_comment');
  connection.close();
  const [version = '', comment = ''] = (rows[0] ?? []).map((value) => Buffer.from(value ?? []).toString());
  return { version, comment };
}
