import { expect } from 'vitest';
import type { WorkflowStage } from './stage.ts';

const settings = (...tables: readonly (readonly [string, string, string])[]): string =>
  JSON.stringify(
    tables.map(([target_table, source_expression, create_ddl]) => ({ target_table, source_expression, create_ddl })),
  );

/** Sums per key, a copy that is divided otherwise, and a table that every shard has. */
export async function materialize(stage: WorkflowStage): Promise<void> {
  const { gate } = stage;
  const command = stage.on('Materialize', 'wide', 'sums');
  await stage.schema(
    'flat',
    'create table sale (id bigint primary key, shop int not null, amount decimal(10,2), note varchar(20))',
    'create table country (code char(2) primary key, name varchar(40))',
    'create table visit (id bigint primary key, shop int, amount int, note varchar(20))',
  );
  await stage.vschema('flat', { tables: { sale: {}, country: {}, visit: {} } });
  await gate.query(
    "insert into flat.sale values (1, 1, 1.50, 'a'), (2, 1, 2.25, 'b'), (3, 2, 4, 'c'), (4, 3, null, 'd')",
  );
  await gate.query("insert into flat.visit values (1, 1, 5, 'a'), (2, 2, 3, 'b'), (3, 3, 1, 'c'), (4, 3, 9, 'd')");
  await gate.query("insert into flat.country values ('de', 'Deutschland'), ('fr', 'France')");
  await stage.vschema('wide', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    tables: {
      shop_sum: { column_vindexes: [{ column: 'shop', name: 'xxhash' }] },
      visit_by_shop: { column_vindexes: [{ column: 'shop', name: 'xxhash' }] },
      country: { type: 'reference', source: 'flat.country' },
    },
  });
  const sums = 'create table shop_sum (shop int primary key, sales bigint, amount decimal(20,2))';
  const query = 'select shop, count(*) as sales, sum(amount) as amount from sale group by shop';
  expect(
    await command(
      'create',
      '--source-keyspace',
      'flat',
      '--tablet-types',
      'PRIMARY',
      '--table-settings',
      settings(['shop_sum', query, sums]),
    ),
  ).toBe('Materialization workflow sums successfully created in the wide keyspace. Use show to view the status.\n');
  await stage.copied('wide', 'sums');
  const read = () => stage.stored('wide', 'select shop, sales, amount from shop_sum');
  await stage.becomes('the sums', read, ['1 2 3.75', '2 1 4.00', '3 1 0.00']);
  await gate.query("insert into flat.sale values (5, 3, 10, 'e')");
  await gate.query('update flat.sale set amount = amount + 1 where shop = 1');
  await gate.query('update flat.sale set shop = 2 where id = 2');
  await gate.query('delete from flat.sale where id = 3');
  await stage.becomes('the sums', read, ['1 1 2.50', '2 1 3.25', '3 2 10.00']);

  const more = settings([
    'visit_by_shop',
    'select id, shop, note from visit where amount > 2',
    'create table visit_by_shop (id bigint primary key, shop int, note varchar(20))',
  ]);
  const again = settings([
    'other',
    'select id, shop from sale',
    'create table other (id bigint primary key, shop int)',
  ]);
  await expect(command('update', '--add-tables', again)).rejects.toThrow('more than one target for source table sale');
  expect(await command('update', '--add-tables', more)).toContain(
    'Successfully added tables to the sums workflow in the wide keyspace',
  );
  await stage.copied('wide', 'sums');
  await stage.becomes('the copy', () => stage.stored('wide', 'select id, shop, note from visit_by_shop'), [
    '1 1 a',
    '2 2 b',
    '4 3 d',
  ]);
  expect(await stage.compare('wide', 'sums')).toBeGreaterThan(0);

  expect(await command('stop')).toContain('Successfully updated the sums workflow on (2) target primary tablets');
  await gate.query("insert into flat.sale values (6, 9, 7, 'f')");
  await command('start');
  await stage.becomes(
    'what was written while it rested',
    () => stage.rows('select sales from wide.shop_sum where shop = 9'),
    ['1'],
  );

  const references = stage.on('Materialize', 'wide', 'countries');
  await references('create', '--source-keyspace', 'flat', '--tablet-types', 'PRIMARY', '--reference-tables', 'country');
  await stage.copied('wide', 'countries');
  await gate.query("insert into flat.country values ('it', 'Italia')");
  await stage.becomes('a table on every shard', () => stage.stored('wide', 'select code from country'), [
    'de',
    'de',
    'fr',
    'fr',
    'it',
    'it',
  ]);
  for (const each of [command, references])
    expect(await each('cancel')).toMatch(/^Successfully cancelled the \w+ workflow in the wide keyspace\n/);
  expect(await stage.stored('wide', 'select count(*) from shop_sum')).not.toEqual(['0', '0']);
  expect(JSON.parse(await stage.vtctl('Workflow', '--keyspace', 'wide', 'list'))).toEqual([]);
}
