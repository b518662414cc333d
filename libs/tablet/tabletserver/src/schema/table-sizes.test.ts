import { ConnectionPool, MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { Stats } from '@vt/servenv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TableSizes } from './table-sizes.ts';

type Vars = Record<string, Record<string, number>>;

describe.each(availableFlavors())('how large tables are, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let root: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    root = await MysqlConnection.connect(mysqld.rootOptions);
    const rows = Array.from({ length: 500 }, (_, i) => `(${i}, ${i % 7})`).join();
    for (const sql of [
      'create database `vt_a-b`',
      'create database vt_aXb',
      'create table vt_aXb.others (id int primary key)',
      'create table `vt_a-b`.`or-ders` (id int primary key, v int, key by_v (v))',
      'create table `vt_a-b`.parts (id int primary key, v int) partition by hash (id) partitions 3',
      `insert into \`vt_a-b\`.\`or-ders\` values ${rows}`,
      `insert into \`vt_a-b\`.parts values ${rows}`,
      'analyze table `vt_a-b`.`or-ders`, `vt_a-b`.parts',
    ])
      await root.execute(sql);
  });
  afterAll(async () => {
    root?.close();
    await mysqld?.stop();
  });

  const openPool = () =>
    new ConnectionPool({
      name: 'dba',
      connect: (signal) => MysqlConnection.connect(mysqld.rootOptions, signal),
      connectionsMax: 1,
    });

  test('InnoDB is asked, and partitions are added up', async () => {
    const pool = openPool();
    const stats = new Stats('vttablet');
    const sizes = new TableSizes('vt_a-b', 1_000);
    sizes.publish(stats);
    expect(stats.vars()).toMatchObject({ TableFileSize: {}, InnodbRowsRead: 0 });
    sizes.use(pool);
    await sizes.refresh();
    const vars = stats.vars() as Vars;
    expect(Object.keys(vars['TableFileSize'] ?? {}).sort()).toEqual(['or-ders', 'parts']);
    expect(vars['TableRows']).toEqual({ 'or-ders': 500, parts: 500 });
    expect(vars['TableFileSize']?.['parts']).toBeGreaterThan(vars['TableFileSize']?.['or-ders'] ?? 0);
    expect(vars['TableAllocatedSize']?.['or-ders']).toBeGreaterThan(0);
    expect(vars['TableClusteredIndexSize']?.['or-ders']).toBeGreaterThanOrEqual(16_384);
    expect(vars['IndexBytes']?.['or-ders.by_v']).toBeGreaterThanOrEqual(16_384);
    expect(vars['IndexCardinality']?.['or-ders.PRIMARY']).toBe(500);
    // MariaDB guesses twice as many.
    expect([7, 14]).toContain(vars['IndexCardinality']?.['or-ders.by_v']);
    expect(await stats.metrics()).toContain('vttablet_table_rows{table="or-ders"} 500');
    sizes.use(undefined);
    expect(stats.vars()).toMatchObject({ TableRows: {} });
    await pool.close();
  });

  test('who asks has it read in the background', async () => {
    const pool = openPool();
    const stats = new Stats('vttablet');
    const sizes = new TableSizes('vt_a-b', 1_000);
    sizes.publish(stats);
    sizes.use(pool);
    await expect.poll(() => (stats.vars() as Vars)['TableRows']?.['parts'], { timeout: 10_000 }).toBe(500);
    await pool.close();
  });
});
