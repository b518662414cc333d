import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Served } from '../testing/served.ts';

const flavors = availableFlavors();
const START_MS = 90_000;

// A library that MySQL could load would have to be compiled; MariaDB has aggregate functions that are statements.
describe.skipIf(!flavors.includes('mariadb'))('functions that aggregate, on MariaDB', () => {
  let served: Served;
  beforeAll(async () => {
    served = await Served.start('mariadb', {}, [
      'create database _vt',
      'create table _vt.udfs (FUNCTION_NAME varchar(64) primary key, FUNCTION_RETURN_TYPE varchar(20) not null, FUNCTION_TYPE varchar(20) not null)',
      "insert into _vt.udfs values ('gone', 'char', 'function')",
    ]);
  }, START_MS);
  afterAll(() => served?.stop());

  const kept = async (): Promise<(string | undefined)[]> => {
    const { rows } = await served.observer.execute('select function_name, function_type from _vt.udfs');
    return rows.map((row) => row.map((value) => Buffer.from(value ?? []).toString()).join(' '));
  };

  test('are told by GetSchema, in the sidecar schema, and to those who listen', async () => {
    await expect.poll(kept).toEqual([]);
    const told: unknown[] = [];
    const subscription = served.server.health.subscribe({
      send: ({ realtime_stats: stats }) => told.push(stats?.udfs_changed) > 0,
      end: () => {},
    });
    await served.observer.execute('use vt_ks');
    await served.observer.execute(`create aggregate function product(x int) returns int deterministic
      begin
        declare p int default 1;
        declare continue handler for not found return p;
        loop fetch group next row; set p = p * x; end loop;
      end`);
    await served.observer.execute('create function plain(x int) returns int deterministic return x');
    await served.server.schema?.reload();
    subscription.close();
    expect(told).toEqual([false, true]);
    expect([...(served.server.schema?.functions.values() ?? [])]).toEqual([
      { name: 'product', returns: 'char', isAggregate: true },
    ]);
    await expect.poll(kept).toEqual(['product aggregate']);
  });

  test('a sidecar schema that is not there stops no reading', async () => {
    await served.observer.execute('drop table _vt.udfs');
    await served.observer.execute('create table vt_ks.seen (id int primary key)');
    await served.server.schema?.reload();
    expect(served.server.schema?.tables.has('seen')).toBe(true);
  });
});
