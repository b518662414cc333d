import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallCluster } from '../workflow/testing/small-cluster.ts';

let cluster: SmallCluster;
beforeEach(async () => {
  cluster = await SmallCluster.open({ from: ['0'], to: ['0'] });
});
afterEach(() => cluster.close());

const copy = (options: object = {}) =>
  cluster.vtctld().call('CopySchemaShard', {
    source_tablet_alias: { cell: 'zone1', uid: 100 },
    destination_keyspace: 'to',
    destination_shard: '0',
    include_views: true,
    ...options,
  });
const fill = (keyspace: string, tables: Readonly<Record<string, string>>) => {
  for (const [name, schema] of Object.entries(tables)) cluster.tablet(`${keyspace}/0`).tables.set(name, schema);
};
const made = () => [...cluster.tablet('to/0').tables.keys()];

describe('CopySchemaShard', () => {
  test('makes views after the tables and views that they read', async () => {
    fill('from', {
      a: 'create view a as select id from b',
      b: 'create view b as select id from c',
      c: 'create table `c` (`id` int)',
    });
    await copy();
    expect(made()).toEqual(['c', 'b', 'a']);
  });

  test('says what a view reads that is not there', async () => {
    fill('from', { a: 'create view a as select id from gone', b: 'create table `b` (`id` int)' });
    await expect(copy()).rejects.toThrow(/vt_to\.gone' doesn't exist/);
    expect(made()).toEqual(['b']);
  });

  test('makes nothing where a table of another definition is there', async () => {
    fill('from', { a: 'create table `a` (`id` int)', b: 'create table `b` (`id` int)' });
    fill('to', { b: 'create table `b` (`id` bigint)' });
    await expect(copy()).rejects.toThrow('these tables are there already and differ: b');
    expect(made()).toEqual(['b']);
    await copy({ skip_verify: true });
    expect(made()).toEqual(['b', 'a']);
  });

  test('has the replicas read what was made', async () => {
    await cluster.addReplica('to/0');
    fill('from', { a: 'create table `a` (`id` int)' });
    await copy();
    expect(cluster.tablet('to/0 replica').awaited).toEqual(['MySQL56/101:1-1']);
  });
});
