import { type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { type BindValue, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { readStatement } from '../statement/statement.ts';
import { RequestKey } from './read-key.ts';

const statement = readStatement('select c from t where id = :vtg1 and k = :vtg2');
const other = readStatement('select d from t where id = :vtg1 and k = :vtg2');
const plain = readStatement('select 1');

const value = (text: string, type: number = Type.INT64): BindValue => ({ type, value: Buffer.from(text) });
const request = (change: Partial<TabletRequest> = {}): TabletRequest => ({
  ...tabletRequest({ method: 'execute', target: { keyspace: 'k', shard: '0', tabletType: 'PRIMARY' } }),
  values: [value('1'), value('2')],
  ...change,
});

const key = (change: Partial<TabletRequest> = {}, of = statement) => new RequestKey(request(change), of);

test('the same question has the same key, whoever asks', () => {
  const again = key({ caller: { effective: { principal: 'p' }, immediate: null }, settings: [] });
  expect(key().equals(again)).toBe(true);
  expect(key().hash).toBe(again.hash);
  const named = { values: undefined, binds: { vtg1: value('1'), vtg2: value("a'b", Type.VARCHAR) } };
  expect(key(named).equals(key({ values: undefined, binds: { vtg2: named.binds.vtg2, vtg1: named.binds.vtg1 } }))).toBe(
    true,
  );
  expect(key({ timeoutMs: 29_990 }).equals(key({ timeoutMs: 29_999 }))).toBe(true);
  expect(key({ values: undefined }, plain).equals(key({ values: undefined }, plain))).toBe(true);
});

const long = 'x'.repeat(100);
const different: Readonly<Record<string, readonly [RequestKey, RequestKey]>> = {
  statement: [key(), key({}, other)],
  value: [key(), key({ values: [value('1'), value('3')] })],
  'the border between values': [key({ values: [value('11'), value('2')] }), key({ values: [value('1'), value('12')] })],
  'type of a value': [key(), key({ values: [value('1'), value('2', Type.VARCHAR)] })],
  'NULL and no text': [key({ values: [value('', Type.NULL_TYPE)] }), key({ values: [value('', Type.VARCHAR)] })],
  'end of long values': [key({ values: [value(`${long}1`)] }), key({ values: [value(`${long}2`)] })],
  'form of rows': [key(), key({ rowFormat: 'binary' })],
  warnings: [key({ wantsDiagnostics: true }), key({ wantsDiagnostics: false })],
  stream: [key(), key({ stream: true })],
  workload: [key(), key({ options: { workload: 'DBA' } })],
  settings: [key(), key({ settings: ['set sql_mode = ansi'] })],
  'limit of time': [key({ timeoutMs: 50 }), key({ timeoutMs: 30_000 })],
  'limit of time where another has none': [key({ timeoutMs: 50 }), key()],
  'named value': [
    key({ values: undefined, binds: { vtg1: value('1'), vtg2: value('2') } }),
    key({ values: undefined, binds: { vtg1: value('1'), vtg2: value('3') } }),
  ],
};

test.each(Object.entries(different))('another %s is another question', (_what, [a, b]) => {
  expect(a.equals(b)).toBe(false);
  expect(b.equals(a)).toBe(false);
});
