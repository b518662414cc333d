import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../workflow/testing/small-cluster.ts';

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ ks: ['-80', '80-'] });
});
afterEach(() => cluster.close());

const tablets = () => ['ks/-80', 'ks/80-'].map((name) => cluster.tablet(name));
const apply = (...sql: string[]) => cluster.vtctld().call('ApplySchema', { keyspace: 'ks', sql });

describe('ApplySchema', () => {
  test('has tablets read their schema once, after the last of several statements', async () => {
    await apply('create table a (id int)', 'create table b (id int); create table c (id int)');
    for (const { tables, reloadedAfter } of tablets()) {
      expect([...tables.keys()]).toEqual(['a', 'b', 'c']);
      expect(reloadedAfter).toEqual(['create table c (id int)']);
    }
  });

  test('has them read it after a failure, too: what ran before stays', async () => {
    const [, second] = tablets();
    second?.refused.add('create table b (id int)');
    await expect(
      apply('create table a (id int)', 'create table b (id int)', 'create table c (id int)'),
    ).rejects.toThrow(
      'schema change failed, statement: create table b (id int): shard 80-: tablet zone1-0000000101: refused',
    );
    for (const { tables, reloadedAfter, awaited } of tablets()) {
      expect(tables.has('a')).toBe(true);
      expect(tables.has('c')).toBe(false);
      expect(reloadedAfter).toEqual([]);
      expect(awaited).toEqual(['']);
    }
  });
});
