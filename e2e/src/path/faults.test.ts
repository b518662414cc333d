import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason } from '../harness/servers.ts';
import { Path } from './path.ts';

const long = longTestsReason();

/** So often each fault is made; VT_FAULT_ROUNDS=1000 for the long run. */
const ROUNDS = Number(process.env['VT_FAULT_ROUNDS'] ?? 20);
const soon = { timeout: 30_000, interval: 20 };
const nothing = { connections: 0, waiters: 0, transactions: 0, requests: 0, running: 0, shared: 0 };
/** Each waits for the stream to come back. */
const RESETS = ROUNDS >= 1_000 ? ROUNDS : Math.max(3, ROUNDS / 5);
const BIG_ROWS = 20_000;

const failure = (work: Promise<unknown>): Promise<{ errno?: number; message: string }> =>
  work.then(
    () => ({ message: 'no error' }),
    (error: unknown) => error as { errno?: number; message: string },
  );

/** Every fault gives the right error to the right client only, and leaks nothing. */
describe.each(availableFlavors().filter((flavor) => flavor === 'mysql'))('faults on the path before %s', (flavor) => {
  let path: Path;
  let bystander: MysqlConnection;

  beforeAll(async () => {
    path = await Path.start(flavor, { poolSize: 4, transactionCap: 4, resultRowsMax: 100, queryTimeoutMs: 2_000 });
    bystander = await path.client();
    await bystander.execute('create table t (id int primary key, pad varchar(200))');
    await bystander.execute("insert into t values (1, 'a'), (2, 'b')");
    await bystander.execute('create table big (id int primary key auto_increment, pad varchar(250))');
    await bystander.execute("insert into big (pad) values (repeat('x', 250))");
    for (let rows = 1; rows < BIG_ROWS; rows *= 2) await bystander.execute('insert into big (pad) select pad from big');
  });

  afterAll(() => path?.stop());

  const healthy = async (): Promise<void> => {
    const { rows } = await bystander.execute('select id from t where id = 1');
    expect(rows.length).toBe(1);
  };
  const settled = async (): Promise<void> => {
    await expect.poll(() => path.held, soon).toEqual(nothing);
  };

  async function running(pattern: string): Promise<number> {
    const { rows } = await path.observer.execute(
      `select count(*) from information_schema.processlist where info like '${pattern}' and info not like '%processlist%'`,
    );
    return Number(Buffer.from(rows[0]?.[0] ?? []).toString());
  }

  // Without a join buffer: filling one takes mysqld longer than all else in a round.
  test('a client that vanishes in the middle of a result frees its connection at once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const client = await path.client();
      await client.execute("set workload = 'olap'");
      const columns = new Promise<void>((resolve) => {
        client.query('select /*+ no_bnl(a, b) */ a.id, a.pad from big a join big b', {
          onDrain: undefined,
          columns: () => resolve(),
          rows: () => false,
          end: () => {},
          error: () => {},
        });
      });
      await columns;
      client.destroy();
    }
    await settled();
    expect(await running('select % a.id, a.pad from big%')).toBe(0);
    await healthy();
  });

  test('a client that stops reading stops mysqld within the buffers’ size', async () => {
    const client = await path.client();
    await client.execute("set workload = 'olap'");
    let bytes = 0;
    client.query('select a.pad, b.pad from big a join big b', {
      onDrain: undefined,
      columns: () => {},
      rows: (packets) => {
        bytes += packets.length;
        return false;
      },
      end: () => {},
      error: () => {},
    });
    await expect.poll(() => running('select a.pad%'), soon).toBe(1);
    const sent = async (): Promise<number> => {
      const { rows } = await path.observer.execute("show global status like 'Bytes_sent'");
      return Number(Buffer.from(rows[0]?.[1] ?? []).toString());
    };
    let before = -1;
    await expect
      .poll(
        async () => {
          const now = await sent();
          const moved = now - before;
          before = now;
          return moved;
        },
        { timeout: 30_000, interval: 300 },
      )
      .toBeLessThan(5_000);
    expect(bytes).toBeLessThan(1024 * 1024);
    await healthy();
    client.destroy();
    await settled();
  });

  test('too many rows, too long, killed: each its own error, the connection goes on', async () => {
    const client = await path.client();
    for (let round = 0; round < ROUNDS; round++) {
      const rows = await failure(client.execute('select id from big'));
      expect(rows.message).toContain('Row count exceeded 100');
      expect((await client.execute('select id from t where id = 2')).rows.length).toBe(1);
    }
    const late = await failure(client.execute('select sleep(30) from t where id = 1'));
    expect(late).toMatchObject({ errno: 3024 });
    const { rows } = await client.execute('select connection_id()');
    const id = Buffer.from(rows[0]?.[0] ?? []).toString();
    const slow = failure(client.execute('select sleep(20) from t'));
    await expect.poll(() => running('select sleep(20)%'), soon).toBe(1);
    await bystander.execute(`kill query ${id}`);
    expect(await slow).toMatchObject({ errno: 1317 });
    await healthy();
    await settled();
  });

  test('a pool that is exhausted refuses who waited too long, and serves the others', async () => {
    const holders = await Promise.all(Array.from({ length: 4 }, () => path.client()));
    for (const [i, holder] of holders.entries()) {
      await holder.execute('begin');
      await holder.execute(`update t set pad = 'h' where id = ${10 + i}`);
    }
    const refused = await failure((await path.client()).execute("update t set pad = 'x' where id = 1"));
    expect(refused.message).toMatch(/pool timed out/);
    await healthy();
    for (const holder of holders) await holder.execute('rollback');
    await settled();
  });

  test('the stream is reset: what ran fails, what comes next is served', async () => {
    for (let round = 0; round < RESETS; round++) {
      const client = await path.client();
      const lost = failure(client.execute(`select sleep(60), ${round} from t where id = 1`));
      await expect.poll(() => path.held['running'], soon).toBe(1);
      path.proxy.reset();
      expect((await lost).message).not.toBe('no error');
      await expect.poll(() => path.serving, soon).toBe(true);
      await expect
        .poll(() => failure(client.execute('select id from t where id = 1')).then((e) => e.message), soon)
        .toBe('no error');
      client.close();
    }
    await settled();
  });

  // How long the gate takes to see the tablet again differs too much from machine to machine for every day.
  test.skipIf(long !== undefined && explainSkip('a transaction whose stream broke', long))(
    'a transaction whose stream broke goes on or is over as a whole',
    async () => {
      const client = await path.client();
      await client.execute('begin');
      await client.execute("update t set pad = 'lost' where id = 1");
      path.proxy.reset();
      await expect.poll(() => path.serving, soon).toBe(true);
      const next = await failure(client.execute("update t set pad = 'more' where id = 1"));
      if (next.message === 'no error') await client.execute('rollback');
      else {
        expect((await failure(client.execute('select 1 from t'))).message).toMatch(/rollback/i);
        await client.execute('rollback');
      }
      // The gate may notice the break of its health stream only now.
      const answers = async () => (await failure(client.execute('select pad from t where id = 1'))).message;
      await expect.poll(answers, soon).toBe('no error');
      const { rows } = await client.execute('select pad from t where id = 1');
      expect(Buffer.from(rows[0]?.[0] ?? []).toString()).toBe('a');
      await settled();
    },
  );

  test('mysqld dies in the middle of results and transactions, and comes back', async () => {
    const reader = await path.client();
    const writer = await path.client();
    await writer.execute('begin');
    await writer.execute("update t set pad = 'gone' where id = 2");
    const lost = failure(reader.execute('select sleep(1.9) from t where id = 1'));
    await expect.poll(() => running('select sleep(1.9)%'), soon).toBe(1);
    await path.mysqld.kill();
    expect((await lost).message).not.toBe('no error');
    expect((await failure(writer.execute('commit'))).message).not.toBe('no error');
    await path.mysqld.run();
    await expect
      .poll(() => failure(bystander.execute('select id from t where id = 1')).then((e) => e.message), soon)
      .toBe('no error');
    await failure(writer.execute('rollback'));
    const { rows } = await writer.execute('select pad from t where id = 2');
    expect(Buffer.from(rows[0]?.[0] ?? []).toString()).toBe('b');
    await settled();
  });
});
