import { credentials } from '@grpc/grpc-js';
import { MysqlConnection } from '@vt/mysql';
import { makeClient } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { MoveCluster } from '../reshard/move-cluster.ts';
import { Consumer } from './consumer.ts';

const CANCELLED = 1;
const soon = { timeout: 60_000, interval: 50 };

const table = (name: string, ackWait: number): string => `create table ${name} (
  id bigint not null primary key, priority tinyint not null default 50, epoch bigint not null default 0,
  time_next bigint default 0, time_acked bigint, tenant_id bigint, message json,
  index next_idx (time_next), index poller_idx (time_acked, priority, time_next desc)
) comment 'vitess_message,vt_ack_wait=${ackWait},vt_purge_after=86400,vt_batch_size=10,vt_cache_size=100,vt_poller_interval=1'`;

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

describe.each(['mysql', 'mariadb'] as const)('messages through a gate, %s', (flavor) => {
  const skip = prefixOf(flavor) === undefined && explainSkip(`messages on ${flavor}`, `no ${flavor} here`);
  let cluster: MoveCluster;
  let client: Connection;
  const consumers: Consumer[] = [];

  beforeAll(async () => {
    if (skip) return;
    cluster = await MoveCluster.start({ flavor });
    await cluster.addShard('sharded', '-80');
    await cluster.addShard('sharded', '80-');
    await cluster.addShard('flat', '0');
    await cluster.startGate('--allow-kill-statement');
    const vindexes = { xxhash: { type: 'xxhash' } };
    const tables = { m: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } };
    const vschema = JSON.stringify({ sharded: true, vindexes, tables });
    await cluster.vtctl('ApplyVSchema', '--vschema', vschema, 'sharded');
    client = await cluster.connect();
    await client.query('use sharded');
    await client.query(table('m', 1));
    await client.query('use flat');
    await client.query(table('f', 1));
  }, 240_000);

  afterEach(async () => {
    for (const one of consumers.splice(0)) one.close();
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  async function consume(statement: string, database = ''): Promise<Consumer> {
    const connection = await MysqlConnection.connect({
      host: '127.0.0.1',
      port: cluster.mysqlPort,
      user: 'u',
      ...(database && { database }),
    });
    const one = new Consumer(connection, statement);
    consumers.push(one);
    return one;
  }

  const insert = (name: string, ids: readonly number[]) =>
    client.query(
      `insert into ${name} (id, tenant_id, message) values ${ids.map((id) => `(${id}, 1, '{"n": ${id}}')`).join()}`,
    );

  const acknowledge = async (name: string, ids: readonly number[]): Promise<number> => {
    const [{ affectedRows }] = (await client.query(
      `update ${name} set time_acked = 123, time_next = null where id in (${ids.join()}) and time_acked is null`,
    )) as unknown as [{ affectedRows: number }];
    return affectedRows;
  };

  async function clientsOf(keyspace: string, shard: string, name: string): Promise<number> {
    const response = await fetch(`http://${cluster.tabletHttpAddress(keyspace, shard)}/debug/vars`);
    const vars = (await response.json()) as { Messages?: Record<string, number> };
    return vars.Messages?.[`${name}.ClientCount`] ?? 0;
  }

  test.skipIf(skip)(
    'of all shards: received, acknowledged, not sent again; the others are',
    async () => {
      const one = await consume('stream * from m', 'sharded');
      await expect.poll(() => one.columnNames.join(), soon).toBe('id,tenant_id,message');
      await insert('sharded.m', numbers(1, 40));
      await expect.poll(() => one.distinct, soon).toEqual(numbers(1, 40));
      expect(await acknowledge('sharded.m', numbers(1, 30))).toBe(30);
      expect(await acknowledge('sharded.m', numbers(1, 30))).toBe(0);
      const before = numbers(1, 30).map((id) => one.count(id));
      await expect.poll(() => numbers(31, 10).every((id) => one.count(id) >= 3), soon).toBe(true);
      // What was on its way when it was acknowledged may have come once more.
      for (const [i, id] of numbers(1, 30).entries()) expect(one.count(id) - (before[i] ?? 0)).toBeLessThanOrEqual(1);
      expect(JSON.parse(one.textOf(35)[2] ?? '')).toEqual({ n: 35 });
      expect(await acknowledge('sharded.m', numbers(31, 10))).toBe(10);
    },
    120_000,
  );

  test.skipIf(skip)(
    'of an unsharded keyspace; a client that goes away ends the streams on the tablets',
    async () => {
      const one = await consume('stream /* mine */ * from flat.f');
      const both = await consume('stream * from m', 'sharded');
      await expect.poll(() => clientsOf('flat', '0', 'f'), soon).toBe(1);
      await expect.poll(() => clientsOf('sharded', '-80', 'm'), soon).toBe(1);
      await insert('flat.f', [1, 2]);
      await expect.poll(() => one.distinct, soon).toEqual([1, 2]);
      expect(await acknowledge('flat.f', [1, 2])).toBe(2);
      one.close();
      both.close();
      await expect.poll(() => clientsOf('flat', '0', 'f'), soon).toBe(0);
      await expect.poll(() => clientsOf('sharded', '-80', 'm'), soon).toBe(0);
      await expect.poll(() => clientsOf('sharded', '80-', 'm'), soon).toBe(0);
    },
    120_000,
  );

  test.skipIf(skip)(
    'a shard that is named is the only one',
    async () => {
      const one = await consume('stream * from m', 'sharded:-80');
      await expect.poll(() => clientsOf('sharded', '-80', 'm'), soon).toBe(1);
      await insert('sharded.m', numbers(100, 20));
      await expect.poll(() => one.distinct.length, soon).toBeGreaterThan(0);
      expect(await clientsOf('sharded', '80-', 'm')).toBe(0);
      const [rows] = await (await cluster.connect('sharded:-80')).query<RowDataPacket[]>(
        'select id from m where id >= 100 order by id',
      );
      await expect.poll(() => one.distinct, soon).toEqual(rows.map(({ id }) => Number(id)));
      expect(await acknowledge('sharded.m', numbers(100, 20))).toBe(20);
    },
    120_000,
  );

  test.skipIf(skip)(
    'a tablet that is killed in between loses nothing, and the client’s stream goes on',
    async () => {
      const one = await consume('stream * from m', 'sharded');
      await insert('sharded.m', numbers(200, 40));
      await expect.poll(() => one.distinct, soon).toEqual(numbers(200, 40));
      expect(await acknowledge('sharded.m', numbers(200, 20))).toBe(20);
      await cluster.programs.kill(cluster.tabletName('sharded', '-80'));
      one.forget();
      await cluster.startTablet('sharded', '-80');
      await expect.poll(() => clientsOf('sharded', '-80', 'm'), soon).toBe(1);
      await insert('sharded.m', numbers(300, 20));
      const wanted = [...numbers(220, 20), ...numbers(300, 20)];
      await expect.poll(() => wanted.every((id) => one.count(id) > 0), soon).toBe(true);
      for (const id of numbers(200, 20)) expect(one.count(id)).toBeLessThanOrEqual(1);
      expect(one.problem).toBe('');
      expect(await acknowledge('sharded.m', wanted)).toBe(40);
    },
    180_000,
  );

  test.skipIf(skip)(
    'what cannot be streamed is refused with a reason',
    async () => {
      const cases: [string, string, RegExp][] = [
        ['sharded', 'stream * from nothing', /table nothing not found/],
        ['flat', 'stream * from nothing', /message table nothing not found/],
        ['sharded', 'stream id from m', /VT12001: unsupported: STREAM of other than \*/],
        ['sharded', 'stream * from m where id = 1', /You have an error in your SQL syntax.*1064/],
        [
          'sharded@replica',
          'stream * from m',
          /VT09009: stream is supported only for primary tablet type, current type: REPLICA/,
        ],
        ['sharded', 'vexplain queries stream * from m', /VT12001/],
      ];
      for (const [database, statement, text] of cases) {
        const one = await consume(statement, database);
        await expect.poll(() => one.problem, soon).toMatch(text);
      }
    },
    120_000,
  );

  test.skipIf(skip)(
    'KILL QUERY ends it, and the connection is as good as before',
    async () => {
      const one = await consume('stream * from flat.f');
      await expect.poll(() => clientsOf('flat', '0', 'f'), soon).toBe(1);
      const [list] = await client.query<RowDataPacket[]>('show processlist');
      const found = list.find(({ Info: info }) => info === 'stream * from flat.f');
      await client.query(`kill query ${found?.['Id']}`);
      await expect.poll(() => one.problem, soon).toMatch(/interrupted/);
      await expect.poll(() => clientsOf('flat', '0', 'f'), soon).toBe(0);
      expect(await one.ask('select 1')).toEqual(['1']);
    },
    120_000,
  );

  test.skipIf(skip)(
    'a gRPC client of the gate gets them too; its leaving ends the streams',
    async () => {
      const gate = makeClient('vtgateservice.Vitess', cluster.gateGrpcAddress, credentials.createInsecure());
      const stop = new AbortController();
      const request = { query: { sql: 'stream * from flat.f' }, session: { autocommit: true } };
      const got: string[] = [];
      const reading = (async () => {
        for await (const { result } of gate.serverStream('StreamExecute', request, { signal: stop.signal }))
          for (const row of result?.rows ?? []) got.push(String(fromProtoRow(row)[0]));
      })().catch((error: { readonly code: number }) => error.code);
      await expect.poll(() => clientsOf('flat', '0', 'f'), soon).toBe(1);
      await insert('flat.f', [501, 502]);
      await expect.poll(() => [...new Set(got)].sort(), soon).toEqual(['501', '502']);
      stop.abort();
      expect(await reading).toBe(CANCELLED);
      await expect.poll(() => clientsOf('flat', '0', 'f'), soon).toBe(0);
      gate.close();
      expect(await acknowledge('flat.f', [501, 502])).toBe(2);
    },
    120_000,
  );

  test.skipIf(skip)(
    'a tablet that is throttled for the app messager holds them back',
    async () => {
      await cluster.vtctl('UpdateThrottlerConfig', '--enable', '--throttle-app', 'messager', 'flat');
      const alias = `zone1-${cluster.uid('flat', '0')}`;
      const check = () => cluster.vtctl('CheckThrottler', '--app-name', 'messager', alias);
      await expect.poll(check, soon).toMatch(/DENIED/);
      const one = await consume('stream * from flat.f');
      await expect.poll(() => one.columnNames.length, soon).toBe(3);
      const other = await consume('stream * from m', 'sharded');
      await insert('flat.f', [601]);
      await insert('sharded.m', [601]);
      await expect.poll(() => other.distinct, soon).toEqual([601]);
      expect(one.distinct).toEqual([]);
      await cluster.vtctl('UpdateThrottlerConfig', '--unthrottle-app', 'messager', 'flat');
      await cluster.vtctl('UpdateThrottlerConfig', '--disable', 'flat');
      await expect.poll(() => one.distinct, soon).toEqual([601]);
      expect((await acknowledge('flat.f', [601])) + (await acknowledge('sharded.m', [601]))).toBe(2);
    },
    180_000,
  );

  test.skipIf(skip)(
    'VEXPLAIN and the query log know it',
    async () => {
      await client.query('use sharded');
      const [rows] = await client.query<RowDataPacket[]>('vexplain plan stream * from m');
      expect(JSON.parse(String(rows[0]?.['JSON']))).toEqual({
        OperatorType: 'MStream',
        Keyspace: { Name: 'sharded', Sharded: true },
        TargetDestination: 'ExactKeyRange(-)',
        Table: 'm',
      });
      const stop = new AbortController();
      let text = '';
      const reading = (async () => {
        // It answers with the first line.
        const log = await fetch(`http://${cluster.gateHttpAddress}/debug/querylog?format=json`, {
          signal: stop.signal,
        });
        for await (const chunk of log.body ?? []) {
          text += Buffer.from(chunk).toString();
          if (text.includes('stream * from nothing')) return;
        }
      })();
      let isRead = false;
      const read = reading.then(() => {
        isRead = true;
      });
      await expect.poll(async () => (await consume('stream * from nothing', 'flat')) && isRead, soon).toBe(true);
      await read;
      stop.abort();
      expect(text).toContain('"STREAM"');
    },
    120_000,
  );
});
