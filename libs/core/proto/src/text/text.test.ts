import { describe, expect, test } from 'vitest';
import { create, fromText, toText } from '../index.ts';

const SOURCE = 'keyspace:"commerce" shard:"0" filter:{rules:{match:"customer" filter:"select * from customer"}}';

describe('text form', () => {
  test('a stream source as _vt.vreplication keeps it', () => {
    const source = fromText('binlogdata.BinlogSource', SOURCE);
    expect(source).toEqual(
      create('binlogdata.BinlogSource', {
        keyspace: 'commerce',
        shard: '0',
        filter: { rules: [{ match: 'customer', filter: 'select * from customer' }] },
      }),
    );
    expect(toText('binlogdata.BinlogSource', source)).toBe(SOURCE);
  });

  test('a journal, with spaces that other writers put', () => {
    const text =
      'id:7672494164556733923  migration_type:SHARDS  tables:"a"  tables:"b"  local_position:"MySQL56/u:1-5"  shard_gtids:{keyspace:"ks" shard:"-80"}  participants:{keyspace:"ks"  shard:"0"}  source_workflows:"w"';
    const journal = fromText('binlogdata.Journal', text);
    expect(journal).toMatchObject({ id: 7672494164556733923n, migration_type: 'SHARDS', tables: ['a', 'b'] });
    expect(toText('binlogdata.Journal', journal)).toBe(text.replaceAll('  ', ' '));
  });

  test('several lines', () => {
    const text = [
      'keyspace: "ks"',
      'tablet_type: REPLICA',
      'filter: {',
      '  rules: {',
      '    match: "t"',
      '    convert_enum_to_text: {',
      '      key: "c"',
      `      value: "'a','b'"`,
      '    }',
      '  }',
      '  field_event_mode: BEST_EFFORT',
      '}',
      'stop_after_copy: true',
    ].join('\n');
    const source = fromText('binlogdata.BinlogSource', text);
    expect(source.filter?.rules[0]?.convert_enum_to_text).toEqual({ c: "'a','b'" });
    expect(toText('binlogdata.BinlogSource', source, { multiline: true })).toBe(text);
  });

  test('quoting: bytes, quotes, control characters, other scripts', () => {
    const row = {
      lengths: [3n, -1n],
      values: Buffer.from([0, 1, 0x0a, 0x22, 0x5c, 0x7f, 0xff, 0xc3, 0xa9, 0xc2, 0x85]),
    };
    const text = toText('query.Row', row);
    expect(text).toBe('lengths:3 lengths:-1 values:"\\x00\\x01\\n\\"\\\\\\x7f\\xffé\\u0085"');
    expect(fromText('query.Row', text)).toEqual(row);
    expect(toText('binlogdata.Rule', { filter: 'дом\t日本😀' })).toBe('filter:"дом\\t日本😀"');
  });

  test('all the ways that text form may be written', () => {
    const text = `
      # a comment
      rules <match: 'a' "b", filter: "\\141\\x62\\u0063\\U0001F600\\ud83d\\ude00">;
      rules [{match: "c"}, {}]
      field_event_mode: 1
      workflow_type: -0x10`;
    expect(fromText('binlogdata.Filter', text)).toMatchObject({
      rules: [{ match: 'ab', filter: 'abc😀😀' }, { match: 'c' }, { match: '' }],
      field_event_mode: 'BEST_EFFORT',
      workflow_type: -16n,
    });
    const config = fromText(
      'topodata.ThrottlerConfig',
      'threshold: 1.5e3f metric_thresholds {key:"lag" value:-inf} enabled:t',
    );
    expect(config).toMatchObject({
      threshold: 1500,
      metric_thresholds: { lag: Number.NEGATIVE_INFINITY },
      enabled: true,
    });
  });

  test.each([
    [0.25, '0.25'],
    [100000, '100000'],
    [1e6, '1e+06'],
    [1234567.5, '1.2345675e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-0, '-0'],
    [Number.NaN, 'nan'],
  ])('the number %d is printed as %s', (value, text) => {
    expect(toText('topodata.ThrottlerConfig', { threshold: value })).toBe(`threshold:${text}`);
  });

  test('a 32-bit float has no more digits than it needs', () => {
    expect(toText('vschema.MirrorRule', { percent: Math.fround(0.1) })).toBe('percent:0.1');
  });

  test.each([
    ['nonsense:1', 'no field nonsense'],
    ['keyspace:1', 'unexpected 1'],
    ['keyspace:"a" keyspace:"b"', 'twice'],
    ['filter:{rules:{}', 'end of text'],
    ['keyspace:"a', 'does not end'],
    ['tablet_type:LEADER', 'not a topodata.TabletType'],
    ['keyspace "a"', 'unexpected a'],
    ['stop_after_copy:2', 'not a bool'],
    ['keyspace:"\\q"', 'invalid escape'],
  ])('%s is refused', (text, message) => {
    expect(() => fromText('binlogdata.BinlogSource', text)).toThrow(message);
  });

  test('a number that does not fit is refused', () => {
    expect(() => fromText('topodata.TabletAlias', 'uid:4294967296')).toThrow('not an integer from 0');
    expect(() => fromText('binlogdata.Journal', 'id:9223372036854775808')).toThrow('signed 64-bit');
  });
});
