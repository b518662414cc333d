import { MysqlConnection } from '@vt/mysql';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { Programs } from '../harness/programs.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { Consumer } from './consumer.ts';

const soon = { timeout: 60_000, interval: 100 };
const ROUNDS = 3;

describe('messages while the primary moves', () => {
  const skip = prefixOf('mysql') === undefined && explainSkip('messages while the primary moves', 'no mysql here');
  const programs = new Programs();
  let cluster: TestCluster;

  beforeAll(async () => {
    if (!skip) cluster = await TestCluster.start();
  }, 240_000);

  afterAll(async () => {
    await cluster?.stop();
    await programs.close();
  });

  test.skipIf(skip)(
    'a client’s stream goes on, and everything that was written is dealt with',
    async () => {
      const writer = await cluster.connect('commerce');
      await writer.query(`create table work (id bigint primary key, priority tinyint not null default 50,
        epoch bigint not null default 0, time_next bigint default 0, time_acked bigint, message varchar(20),
        index (time_acked, priority, time_next desc))
        comment 'vitess_message,vt_ack_wait=1,vt_purge_after=86400,vt_batch_size=10,vt_cache_size=100,vt_poller_interval=1'`);
      const { mysqlPort: port } = cluster;
      const connection = await MysqlConnection.connect({ host: '127.0.0.1', port, user: 'u', database: 'commerce' });
      const one = new Consumer(connection, 'stream * from work');
      await expect.poll(() => one.columnNames.length, soon).toBe(2);
      const written = new Set<number>();
      let isOver = false;
      const writing = (async () => {
        for (let id = 1; !isOver; id++) {
          await writer.query(`insert into work (id, message) values (${id}, 'x')`);
          written.add(id);
        }
      })();
      for (let round = 0; round < ROUNDS; round++) {
        const before = written.size;
        await programs.vtctldclient(
          '--server',
          `127.0.0.1:${cluster.portBase + 999}`,
          'PlannedReparentShard',
          'commerce/0',
        );
        await expect.poll(() => written.size, soon).toBeGreaterThan(before + 20);
        const latest = Math.max(...written);
        await expect.poll(() => one.count(latest), soon).toBeGreaterThan(0);
      }
      isOver = true;
      await writing;
      await expect.poll(() => [...written].filter((id) => one.count(id) === 0), soon).toEqual([]);
      expect(one.problem).toBe('');
      await writer.query('update work set time_acked = 1, time_next = null where time_acked is null');
      const [rows] = await writer.query<RowDataPacket[]>('select count(*) as n from work where time_acked = 1');
      expect(Number(rows[0]?.['n'])).toBe(written.size);
      one.close();
    },
    240_000,
  );
});
