import type { ShardQuery } from '@vt/engine';
import type { Diagnostic } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { rowsMeant } from './inserted-rows.ts';

const query = (numbers: readonly number[], mayMean?: ShardQuery['mayMean']): ShardQuery => ({
  keyspace: 'ks',
  shard: '-',
  sql: '',
  binds: {},
  rowNumbers: numbers,
  ...(mayMean && { mayMean }),
});
const warning = (code: number, message: string): Diagnostic => ({ level: 'Warning', code, message });
const cut = (row: number) => warning(1265, `Data truncated for column 's' at row ${row}`);
const duplicate = (key: string) => warning(1062, `Duplicate entry '${key}' for key 't.PRIMARY'`);

test('what has no number is about the row that a mysqld is at', () => {
  const said = [cut(1), duplicate('a'), cut(2), duplicate('b'), duplicate('c')];
  expect(rowsMeant(query([3, 7, 9]), said)).toEqual([3, 3, 7, 7, 9]);
});

test('of several rows it is the one whose values it tells, and none that comes later', () => {
  const values = ['k1', 'k2', 'k3', 'k2'];
  const mayMean: ShardQuery['mayMean'] = (at, { message }) => message.includes(`'${values[at]}'`);
  expect(rowsMeant(query([1, 2, 5, 8], mayMean), [duplicate('k2'), duplicate('k2')])).toEqual([2, 8]);
  expect(rowsMeant(query([1, 2, 5, 8], mayMean), [duplicate('k2'), cut(3), duplicate('k3')])).toEqual([2, 5, 5]);
  expect(rowsMeant(query([1, 2, 5, 8], mayMean), [duplicate('x'), cut(3)])).toEqual([1, 5]);
});

test('what is about no row comes first', () => {
  expect(rowsMeant(query([4, 6]), [warning(1287, 'is deprecated'), warning(1365, 'Division by 0')])).toEqual([0, 4]);
});
