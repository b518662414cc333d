import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { type BindVariable, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';
import { differences, NULL_PARAMETER, type Prepared, parameter, twoShardsOf } from './prepared.ts';

const present = findPrograms('mysql') !== undefined;
if (!present) console.log('differential runs skipped: no mysqld (VT_MYSQL_PREFIX)');

const text = parameter(Type.VARCHAR);
const int = parameter(Type.INT64);
const date = parameter(Type.DATE);
const blob = (hex: string): BindVariable => ({ type: Type.BLOB, value: Buffer.from(hex, 'hex') });
const none = NULL_PARAMETER;

const statements: readonly Prepared[] = [
  // What operators of bits stand beside no number is bytes, unless it is sent as a number: then all are what they are sent as.
  ...[text('abc'), text('5'), text('é'), blob('0041'), int('5'), date('2024-01-02'), none].flatMap(
    (given): Prepared[] => [
      ['select id, ~?, bit_count(?) from files', given, given],
      ['select id, ? & ?, ? << 1, hex(? ^ ?) from files', given, given, given, given, given],
      ['select id, ? & ?, ? + ? from files', given, given, int('4'), int('5')],
      ['select id, coalesce(v, ?), ? + ? from files', given, int('4'), int('5')],
      ['select id, coalesce(b, ?), ? + ? from files', given, int('4'), int('5')],
      ['select bit_and(?), bit_or(?) from files', given, given],
      ['select id from files where bit_count(?) = 10 or hex(~?) = ?', given, given, text('9E9D9C')],
      ['update files set b = ~?', given],
    ],
  ),
  ['select id, ? & ? from files', none, text('a')],
  ['select id, ? & ? from files', int('6'), text('3')],
  ['select id, ? & ? from files', text('ab'), text('abc')],
  ['select id, v & ?, ? | n from files', text('AB'), text('3')],
  ['select id, v & ? from files', text('ABC')],
  ["select id from files where v & ? = x'4142'", text('AB')],
  ["select id from files where v & ? = x'4142'", blob('4142')],
  [
    'select ? & ? from files where id = 1 union select ? | ? from files',
    text('ab'),
    text('ac'),
    text('ad'),
    text('ae'),
  ],
];

describe.skipIf(!present)('bytes of prepared statements over shards', () => {
  let mysqld: TestMysqld;
  let both: Differential;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    both = await Differential.start(mysqld, twoShardsOf('files'), { scratchReads: true });
    await both.define('sh', 'create table files (id bigint primary key, n int, v varbinary(20), b blob)');
    await both.everywhere(
      "insert into files values (1, 7, x'4142', x'00ff41'), (2, null, null, null), (3, 5, x'ff41', '')",
    );
    await both.select('sh');
  });

  afterAll(async () => {
    both.close();
    await mysqld.stop();
  });

  test('are to the gate what they are to one mysqld', async () => {
    expect(await differences(both, statements, 'files')).toEqual([]);
  });
});
