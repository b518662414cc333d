import { describe, expect, test } from 'vitest';
import { create, decode, encode, enumName, enumNumber, unknownFields } from '../index.ts';

describe('binary codec', () => {
  test('a record has the bytes that protobuf prescribes', () => {
    const bytes = encode('topodata.TabletAlias', { cell: 'zone1', uid: 300 });
    expect(bytes.toString('hex')).toBe('0a057a6f6e653110ac02');
    expect(decode('topodata.TabletAlias', bytes)).toEqual({ cell: 'zone1', uid: 300 });
  });

  test('fields that hold their default are left out, and come back with it', () => {
    expect(encode('topodata.Tablet', { hostname: '', type: 'UNKNOWN', mysql_port: 0 })).toHaveLength(0);
    const tablet = decode('topodata.Tablet', Buffer.alloc(0));
    expect(tablet).toMatchObject({ hostname: '', type: 'UNKNOWN', alias: null, port_map: {}, tags: {}, mysql_port: 0 });
  });

  test('numbers of every width survive', () => {
    const result = create('query.QueryResult', {
      insert_id: 18446744073709551615n,
      rows_affected: '9223372036854775808',
      rows: [{ lengths: [-1n, 0n, 9223372036854775807n, -9223372036854775808n, 5], values: Buffer.from([0, 255]) }],
    });
    expect(result.insert_id).toBe(18446744073709551615n);
    expect(result.rows_affected).toBe(9223372036854775808n);
    expect(result.rows[0]?.lengths).toEqual([-1n, 0n, 9223372036854775807n, -9223372036854775808n, 5n]);
    expect(result.rows[0]?.values).toEqual(Buffer.from([0, 255]));
    const shard = create('topodata.Shard', { source_shards: [{ uid: -1 }] });
    expect(shard.source_shards[0]?.uid).toBe(-1);
    expect(create('vschema.MirrorRule', { percent: 0.5 }).percent).toBe(0.5);
  });

  test('lists, maps and long nested messages survive', () => {
    const tags = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`key${i}`, 'x'.repeat(i)]));
    const fields = {
      alias: { cell: 'c', uid: 1 },
      port_map: { grpc: 15999, vt: -5 },
      tags: { ...tags, ['__proto__x']: 'y' },
    };
    const tablet = create('topodata.Tablet', { ...fields, key_range: { start: Buffer.from([0x80]) } });
    expect(tablet).toMatchObject(fields);
    expect(tablet.key_range).toEqual({ start: Buffer.from([0x80]), end: Buffer.alloc(0) });
    const schema = create('vschema.SrvVSchema', { keyspaces: { ks: { tables: { t: { columns: [{ name: 'c' }] } } } } });
    expect(schema.keyspaces.ks?.tables.t?.columns[0]?.name).toBe('c');
  });

  test('a map may have a key that objects treat in their own way', () => {
    const bytes = encode('topodata.Tablet', { tags: JSON.parse('{"__proto__":"x"}') });
    expect(Object.entries(decode('topodata.Tablet', bytes).tags)).toEqual([['__proto__', 'x']]);
  });

  test('optional fields and oneofs tell what is set', () => {
    expect(create('vschema.Column', { nullable: false })).toMatchObject({ nullable: false, _nullable: 'nullable' });
    expect(create('vschema.Column', {})).not.toHaveProperty('nullable');
    const options = create('query.ExecuteOptions', { authoritative_timeout: 0n });
    expect(options).toMatchObject({ timeout: 'authoritative_timeout', authoritative_timeout: 0n });
  });

  test('the first name of an enum number is the one that is given', () => {
    expect(create('topodata.Tablet', { type: 'MASTER' }).type).toBe('PRIMARY');
    expect(create('topodata.Tablet', { type: 3 }).type).toBe('RDONLY');
    expect(enumNumber('vtrpc.Code', 'CLUSTER_EVENT')).toBe(17);
    expect(enumName('query.Type', 6165)).toBe('VARCHAR');
    expect(enumName('query.Type', 1)).toBeUndefined();
  });

  test('numbers without a name stay numbers', () => {
    const bytes = Buffer.from([0x40, 99]); // Tablet.type
    const tablet = decode('topodata.Tablet', bytes);
    expect(tablet.type).toBe(99);
    expect(encode('topodata.Tablet', tablet)).toEqual(bytes);
  });

  test('fields of a newer version are kept through a change', () => {
    const bytes = Buffer.concat([
      encode('topodata.TabletAlias', { cell: 'a', uid: 7 }),
      Buffer.from([0xfa, 0x06, 1, 9]),
    ]);
    const alias = decode('topodata.TabletAlias', bytes);
    expect((alias as { [unknownFields]?: Buffer })[unknownFields]).toEqual(Buffer.from([0xfa, 0x06, 1, 9]));
    const changed = encode('topodata.TabletAlias', { ...alias, uid: 8 });
    expect(changed.subarray(-4)).toEqual(Buffer.from([0xfa, 0x06, 1, 9]));
    expect(decode('topodata.TabletAlias', changed)).toMatchObject({ cell: 'a', uid: 8 });
  });

  test('packed and unpacked lists are both read', () => {
    const unpacked = Buffer.from([0x08, 0x01, 0x08, 0x04]);
    expect(decode('query.Row', unpacked).lengths).toEqual([-1n, 2n]);
    const packed = Buffer.from([0x0a, 0x02, 0x01, 0x04]);
    expect(decode('query.Row', packed).lengths).toEqual([-1n, 2n]);
  });

  test('values that a field cannot hold are refused, with the field named', () => {
    expect(() => encode('topodata.TabletAlias', { uid: -1 })).toThrow('TabletAlias.uid');
    expect(() => encode('topodata.TabletAlias', { uid: 1.5 })).toThrow('TabletAlias.uid');
    expect(() => encode('query.QueryResult', { insert_id: -1n })).toThrow('unsigned 64-bit');
    expect(() => encode('query.QueryResult', { insert_id: 2 ** 60 })).toThrow('exactly');
    expect(() => encode('topodata.Tablet', { type: 'LEADER' as 'PRIMARY' })).toThrow('Tablet.type');
  });

  test('broken bytes are refused', () => {
    const bytes = encode('topodata.TabletAlias', { cell: 'zone1', uid: 300 });
    for (let length = 1; length < bytes.length; length += 1) {
      if (length === 7) continue; // after the first field
      expect(() => decode('topodata.TabletAlias', bytes.subarray(0, length)), `${length} bytes`).toThrow(RangeError);
    }
    expect(() => decode('topodata.TabletAlias', Buffer.from([0x08, 1]))).toThrow('wire type');
  });
});
