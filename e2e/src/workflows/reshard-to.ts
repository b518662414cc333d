import { expect } from 'vitest';
import type { WorkflowStage } from './stage.ts';

const byId = { column_vindexes: [{ column: 'id', name: 'xxhash' }] };

/** Shards are exchanged by one command: it goes back by itself when clients are worse off, and to the end when they are not. */
export async function reshardTo(stage: WorkflowStage): Promise<void> {
  const { cluster, gate } = stage;
  await stage.vschema('wide', {
    sharded: true,
    vindexes: { xxhash: { type: 'xxhash' } },
    // What a tenant's move has left here goes along.
    tables: { bill: byId, stay: byId },
  });
  // What other workflows have left does not: a table that the VSchema does not divide cannot be resharded.
  const left = (await stage.stored('wide', 'show tables')).filter((name) => name !== 'bill');
  for (const name of new Set(left)) await stage.schema('wide', `drop table \`${name}\``);
  await stage.schema('wide', 'create table stay (id bigint primary key, note varchar(20))');
  const values = Array.from({ length: 500 }, (_, i) => `(${i}, 'there before')`);
  await stage.eventually(`insert into wide.stay values ${values.join(', ')}`);
  const watched = ['--gates', cluster.gateHttpAddress, '--watch', '20s', '--interval', '1s'];
  const command = (...args: string[]) => cluster.tryVtctl('Reshard', '--target-keyspace', 'wide', '--to', '1', ...args);
  const early = await command('--dry-run');
  expect(early.code).not.toBe(0);
  expect(early.stderr).toContain('these shards have no primary yet: -');
  await cluster.addShard('wide', '-');
  expect((await command('--dry-run')).stdout).toContain('Dry run: nothing was changed.');

  let isOver = false;
  let isBad = false;
  let wrong = 0;
  const clients = [0, 1, 2].map(async (client) => {
    const connection = await cluster.connect('wide');
    for (let i = 0; !isOver; i++) {
      await connection.query(`update stay set note = '${client} ${i}' where id = ${i % 500}`).catch(() => wrong++);
      if (isBad) await connection.query('select nothing from stay where id = 1').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  try {
    const serves = async () => (await stage.vtctl('GetShard', 'wide/-')).includes('"is_primary_serving": true');
    const first = command(...watched);
    // What a new version of an application might do, just when writes went over.
    const ended = first.then(({ stdout, stderr }) => {
      throw new Error(`it ended before the switch: ${stdout}${stderr}`);
    });
    await Promise.race([stage.becomes('the switch', serves, true), ended]);
    isBad = true;
    const { code, stdout, stderr } = await first;
    isBad = false;
    expect(stdout).toMatch(/Going back: \d+\.\d+% of calls fail/);
    expect(stderr).toContain('traffic went back to the old shards');
    expect(code).not.toBe(0);
    expect(await serves()).toBe(false);
    await gate.query("insert into wide.stay values (1000, 'afterwards')");

    const second = await command(...watched, '--slower-max', '1000', '--complete');
    expect(`${second.stdout}${second.stderr}`).toContain('Successfully completed the');
    expect(await serves()).toBe(true);
  } finally {
    isOver = true;
    await Promise.all(clients);
  }
  expect(wrong).toBe(0);
  expect(await stage.rows('select count(*) from wide.stay')).toEqual(['501']);
  expect((await command()).stdout).toContain('Keyspace wide has 1 shard already.');
}
