import { create, goJsonText } from '@vt/proto';
import { toProtoRow } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { durationOf, messageOf } from './arguments.ts';
import { eventLine } from './event-line.ts';
import { migrationTable } from './migration-table.ts';
import { resultJson } from './result-json.ts';
import { textTable } from './text-table.ts';

// The expectations are what Vitess's vtctldclient 24.0.4 printed of the same.

test('a result as JSON: numbers bare with their digits, everything else as text', () => {
  const cells = ['1.50', '18446744073709551615', '<a>', null];
  const result = create('query.QueryResult', {
    fields: [
      { name: 'd', type: 'DECIMAL' },
      { name: 'u', type: 'UINT64', charset: 63 },
      { name: 'h', type: 'VARCHAR' },
      { name: 'n', type: 'NULL_TYPE' },
    ],
    rows_affected: 1n,
    rows: [toProtoRow(cells.map((cell) => (cell === null ? null : Buffer.from(cell))))],
  });
  expect(goJsonText(resultJson(result))).toBe(`{
  "fields": [
    {
      "name": "d",
      "type": 18
    },
    {
      "name": "u",
      "type": 778,
      "charset": 63
    },
    {
      "name": "h",
      "type": 6165
    },
    {
      "name": "n"
    }
  ],
  "rows_affected": 1,
  "insert_id": 0,
  "insert_id_changed": false,
  "rows": [
    [
      1.50,
      18446744073709551615,
      "\\u003ca\\u003e",
      null
    ]
  ],
  "session_state_changes": "",
  "status_flags": 0,
  "info": ""
}`);
  expect(goJsonText(resultJson(create('query.QueryResult', {})))).toContain('"fields": null,');
});

test('an event is a line of a log', () => {
  const time = { seconds: 1_795_780_443n, nanoseconds: 151_000_000 };
  expect(eventLine(create('logutil.Event', { time, value: 'elected zone1-0000000201' }))).toBe(
    'I1127 11:54:03.151000 :0] elected zone1-0000000201',
  );
  expect(eventLine(create('logutil.Event', { time, level: 'WARNING', file: 'a.go', line: 12n, value: 'x' }))).toBe(
    'W1127 11:54:03.151000 a.go:12] x',
  );
});

test('JSON that somebody wrote: unknown fields are passed over, what is no JSON is an invalid argument', () => {
  expect(messageOf('vschema.Keyspace', '{"sharded":true,"nonsense":1}', 'VSchema')).toMatchObject({ sharded: true });
  expect(() => messageOf('vschema.Keyspace', '{"sharded":tru', 'VSchema')).toThrow(/^the VSchema is not the JSON/);
  expect(() => messageOf('vschema.Keyspace', '{"sharded":1}', 'VSchema')).toThrow(/^the VSchema is not the JSON/);
});

test('a duration as an argument', () => {
  expect(durationOf('1m30s')).toEqual({ seconds: 90n, nanos: 0 });
  expect(durationOf('250ms')).toEqual({ seconds: 0n, nanos: 250_000_000 });
  expect(() => durationOf('soon')).toThrow();
});

test('a table is as wide as terminals draw it', () => {
  expect(textTable(['a', '日本'], [['e\u0301', 'x']])).toBe(
    ['+---+------+', '| a | 日本 |', '+---+------+', '| e\u0301 | x    |', '+---+------+'].join('\n'),
  );
});

test('migrations have the columns of Vitess, and a row is one line', () => {
  const migration = create('vtctldata.SchemaMigration', {
    uuid: '01010101_0000_11ee_8000_000000000001',
    keyspace: 'customer',
    status: 'FAILED',
    message: 'first\nsecond',
    tablet: { cell: 'zone1', uid: 200 },
    started_at: { seconds: 1_795_780_443n, nanoseconds: 0 },
  });
  const [rule, names, , row, ...more] = migrationTable([migration]).split('\n');
  expect(names).toMatch(/^\| {12}migration_uuid {12}\| keyspace \| shard \| mysql_schema \| mysql_table \|/);
  expect(names?.split('|')).toHaveLength(57);
  expect(row).toContain('| 2026-11-27 11:54:03 |');
  expect(row).toMatch(/\| zone1-0000000200 \|.*\| first second \|/);
  expect(more).toEqual([rule]);
});
