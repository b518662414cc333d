import { expect } from 'vitest';
import type { WorkflowStage } from './stage.ts';

/** Tables come from another cluster: one with a topology of its own, which knows nothing of this one. */
export async function migrate(stage: WorkflowStage): Promise<void> {
  const other = await stage.cluster.addForeignShard('shop', '0');
  await other.run(
    'create table article (id bigint primary key, name varchar(40), price decimal(10,2))',
    "insert into article values (1, 'lamp', 10), (2, 'table', 99.5)",
  );
  const mount = (...args: string[]) => stage.vtctl('Mount', ...args);
  const address = ['--topo-type', 'etcd2', '--topo-server', other.topoServer, '--topo-root', other.topoRoot];
  expect(await mount('register', '--name', 'elsewhere', ...address)).toContain(
    'Mount elsewhere registered successfully',
  );
  expect(JSON.parse(await mount('list'))).toEqual({ names: ['elsewhere'] });
  expect(JSON.parse(await mount('show', '--name', 'elsewhere'))).toEqual({
    topo_type: 'etcd2',
    topo_server: other.topoServer,
    topo_root: other.topoRoot,
    name: 'elsewhere',
  });
  const command = stage.on('Migrate', 'flat', 'articles');
  await command(
    'create',
    '--source-keyspace',
    'shop',
    '--mount-name',
    'elsewhere',
    '--all-tables',
    '--tablet-types',
    'PRIMARY',
  );
  await stage.copied('flat', 'articles');
  await other.run("insert into article values (3, 'chair', 45)", 'update article set price = price + 1 where id = 1');
  await stage.becomes('the rows', () => stage.stored('flat', 'select id, price from article'), [
    '1 11.00',
    '2 99.50',
    '3 45.00',
  ]);
  expect(await stage.compare('flat', 'articles')).toBe(3);
  expect(await command('complete')).toContain('Successfully completed the articles workflow in the flat keyspace');
  expect(await stage.stored('flat', 'select count(*) from article')).toEqual(['3']);
  expect(await mount('unregister', '--name', 'elsewhere')).toContain('Mount elsewhere unregistered successfully');
}

/** Tables come from a server that was there before, and that nobody here manages. */
export async function adopt(stage: WorkflowStage): Promise<void> {
  await stage.cluster.adopt('shop/0', 'legacy');
  try {
    await moveAdopted(stage);
  } finally {
    await stage.cluster.giveBack('shop/0');
  }
}

async function moveAdopted(stage: WorkflowStage): Promise<void> {
  const { cluster } = stage;
  const command = stage.on('MoveTables', 'flat', 'adopted');
  await stage.schema('flat', 'drop table if exists article');
  await command('create', '--source-keyspace', 'legacy', '--tables', 'article', '--tablet-types', 'PRIMARY');
  await stage.copied('flat', 'adopted');
  expect(await stage.compare('flat', 'adopted')).toBe(3);
  await stage.eventually("insert into legacy.article values (4, 'shelf', 20)");
  expect(await command('switchtraffic')).toContain('Current State: All Reads Switched. Writes Switched');
  await stage.gate.query("insert into legacy.article values (5, 'bed', 200)");
  expect(await stage.stored('flat', 'select count(*) from article')).toEqual(['5']);
  await stage.becomes('the way back', () => cluster.rowsOf('shop', '0', 'select count(*) as n from article'), [
    { n: 5 },
  ]);
  expect(await command('complete')).toContain('Successfully completed the adopted workflow in the flat keyspace');
  expect(await stage.rows('select count(*) from flat.article')).toEqual(['5']);
}
