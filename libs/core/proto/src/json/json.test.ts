import { describe, expect, test } from 'vitest';
import { create, fromJsonText, GoNumber, goJsonText, toGo, toJson, toJsonText } from '../index.ts';

const TABLET = `{
  "alias": {
    "cell": "zone1",
    "uid": 100
  },
  "hostname": "localhost",
  "port_map": {
    "grpc": 16100,
    "vt": 15100
  },
  "keyspace": "commerce",
  "shard": "0",
  "key_range": null,
  "type": "PRIMARY",
  "db_name_override": "",
  "tags": {},
  "mysql_hostname": "localhost",
  "mysql_port": 17100,
  "primary_term_start_time": {
    "seconds": "1700000000",
    "nanoseconds": 5
  },
  "default_conn_collation": 255,
  "tablet_start_time": null,
  "tablet_shutdown_time": null
}`;

const tablet = create('topodata.Tablet', {
  alias: { cell: 'zone1', uid: 100 },
  hostname: 'localhost',
  port_map: { vt: 15100, grpc: 16100 },
  keyspace: 'commerce',
  shard: '0',
  type: 'PRIMARY',
  mysql_hostname: 'localhost',
  mysql_port: 17100,
  primary_term_start_time: { seconds: 1700000000n, nanoseconds: 5 },
  default_conn_collation: 255,
});

describe('JSON form', () => {
  test('is printed with everything that is not set', () => {
    expect(toJsonText('topodata.Tablet', tablet)).toBe(TABLET);
  });

  test('is printed in the order of declaration', () => {
    const keys = Object.keys(toJson('topodata.Shard', {}) as object);
    expect(keys.slice(0, 3)).toEqual(['primary_alias', 'primary_term_start_time', 'key_range']);
  });

  test('is printed without what is not set, when compact', () => {
    expect(toJson('topodata.Tablet', tablet, { compact: true })).not.toHaveProperty('tags');
    expect(toJsonText('topodata.Tablet', {}, { compact: true })).toBe('{}');
    expect(toJson('vschema.Column', { name: 'c', nullable: false }, { compact: true })).toEqual({
      name: 'c',
      nullable: false,
    });
  });

  test('members of a oneof are printed only when they are set', () => {
    expect(toJson('query.ExecuteOptions', {})).not.toHaveProperty('authoritative_timeout');
    expect(toJson('query.ExecuteOptions', { authoritative_timeout: 0n })).toHaveProperty('authoritative_timeout', '0');
    expect(toJson('vschema.Column', {})).not.toHaveProperty('nullable');
  });

  test('comes back the same', () => {
    expect(fromJsonText('topodata.Tablet', TABLET)).toEqual(tablet);
  });

  test('numbers, bytes and floats', () => {
    const result = { rows_affected: 18446744073709551615n, rows: [{ lengths: [2n], values: Buffer.from([255, 254]) }] };
    const text = toJsonText('query.QueryResult', result, { compact: true });
    expect(JSON.parse(text)).toEqual({
      rows_affected: '18446744073709551615',
      rows: [{ lengths: ['2'], values: '//4=' }],
    });
    expect(fromJsonText('query.QueryResult', text)).toMatchObject(result);
    expect(toJson('vschema.MirrorRule', { percent: Math.fround(12.3) })).toHaveProperty('percent', 12.3);
    expect(toJson('topodata.ThrottlerConfig', { threshold: Number.NaN })).toHaveProperty('threshold', 'NaN');
  });

  test('is read with camel-case names, enum numbers and unpadded URL base64', () => {
    const text = '{"type": 2, "mysqlPort": "3306", "key_range": {"start": "__8"}, "tabletStartTime": null}';
    expect(fromJsonText('topodata.Tablet', text)).toEqual(
      create('topodata.Tablet', { type: 'REPLICA', mysql_port: 3306, key_range: { start: Buffer.from([255, 255]) } }),
    );
  });

  test('enums as numbers', () => {
    expect(toJson('topodata.Tablet', tablet, { enumNumbers: true })).toHaveProperty('type', 1);
  });

  test.each([
    ['{"sharding": true}', '$: unknown field "sharding"'],
    ['{"sharded": "yes"}', '$.sharded: expected a bool'],
    ['{"tables": {"t": {"columns": [{"size": 1.5}]}}}', '$.tables["t"].columns[0].size'],
    ['{"tables": []}', 'expected an object'],
    ['{"foreign_key_mode": "sometimes"}', '$.foreign_key_mode'],
    ['{"require_explicit_routing": true, "requireExplicitRouting": true}', 'duplicate'],
  ])('%s is refused, with the place named', (text, message) => {
    expect(() => fromJsonText('vschema.Keyspace', text)).toThrow(message);
  });

  test('integers that JSON.parse cannot hold are refused rather than changed', () => {
    expect(() => fromJsonText('vttime.Time', '{"seconds": 9223372036854775807}')).toThrow('exactly');
    expect(fromJsonText('vttime.Time', '{"seconds": "9223372036854775807"}').seconds).toBe(9223372036854775807n);
  });

  test('unknown names can be ignored', () => {
    expect(fromJsonText('vschema.Keyspace', '{"sharded": true, "new": 1}', { discardUnknown: true }).sharded).toBe(
      true,
    );
  });
});

test('as Go prints structs: defaults left out, enums and 64-bit integers as numbers, HTML escaped, any digits', () => {
  const small = create('topodata.Tablet', {
    alias: { cell: 'z<1>', uid: 1 },
    type: 'REPLICA',
    key_range: { end: Buffer.from('80', 'hex') },
    tags: { b: '', a: '&' },
    primary_term_start_time: { seconds: 9_007_199_254_740_993n, nanoseconds: 0 },
  });
  expect(goJsonText([toGo('topodata.Tablet', small), new GoNumber('1.50'), [], {}, null])).toBe(`[
  {
    "alias": {
      "cell": "z\\u003c1\\u003e",
      "uid": 1
    },
    "key_range": {
      "end": "gA=="
    },
    "type": 2,
    "tags": {
      "a": "\\u0026",
      "b": ""
    },
    "primary_term_start_time": {
      "seconds": 9007199254740993
    }
  },
  1.50,
  [],
  {},
  null
]`);
});
