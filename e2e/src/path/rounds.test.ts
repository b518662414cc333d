import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Path } from './path.ts';

/** So often each fault is made; VT_FAULT_ROUNDS=1000 for the long run. */
const ROUNDS = Number(process.env['VT_FAULT_ROUNDS'] ?? 24);
/** As many clients meet the fault at the same time. */
const CLIENTS = 8;
const POOL = 12;
const soon = { timeout: 30_000, interval: 5 };
const nothing = { connections: 0, waiters: 0, transactions: 0, requests: 0, running: 0, shared: 0 };

type Failure = { readonly errno?: number; readonly message: string };

const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => ({ message: 'no error' }),
    (error: unknown) => error as Failure,
  );

const cell = (row: readonly (Uint8Array | null)[] | undefined, column = 0): string =>
  Buffer.from(row?.[column] ?? []).toString();

/** The same fault again and again, of several clients at a time, beside one who must notice nothing; then nothing may be left of it anywhere. */
describe.each(availableFlavors().filter((flavor) => flavor === 'mysql'))(
  'many rounds of faults before %s',
  (flavor) => {
    let path: Path;
    let clients: MysqlConnection[];
    let bystander: MysqlConnection;

    beforeAll(async () => {
      path = await Path.start(flavor, {
        poolSize: POOL,
        transactionCap: POOL,
        txPoolTimeoutMs: 50,
        resultRowsMax: 100,
        // Longer than a busy machine lets a short statement wait.
        queryTimeoutMs: 20_000,
      });
      bystander = await path.client();
      await bystander.execute('create table t (id int primary key, pad varchar(200))');
      await bystander.execute(
        `insert into t values ${Array.from({ length: 200 }, (_, i) => `(${i}, 'a')`).join(', ')}`,
      );
      clients = await Promise.all(Array.from({ length: CLIENTS }, () => path.client()));
    });

    afterAll(() => path?.stop());

    const connected = async (): Promise<number> =>
      Number(cell((await path.observer.execute("show global status like 'Threads_connected'")).rows[0], 1));

    /** Each client meets the fault until there were enough of them; the bystander goes on all the while. */
    async function rounds(
      fault: (client: MysqlConnection, nth: number, round: number) => Promise<void>,
    ): Promise<void> {
      let left = ROUNDS;
      let running = true;
      const beside = (async () => {
        let asked = 0;
        for (; running; asked++) {
          const { rows } = await bystander.execute(`select pad from t where id = ${asked % 100}`);
          expect(cell(rows[0])).toBe('a');
        }
        return asked;
      })();
      try {
        await Promise.all(
          clients.map(async (client, nth) => {
            while (left > 0) await fault(client, nth, left--);
          }),
        );
      } finally {
        running = false;
      }
      expect(await beside).toBeGreaterThan(0);
      await expect.poll(() => path.held, soon).toEqual(nothing);
      // The pools', one for schema and health, and the observer's: whatever was killed was replaced, not added.
      await expect.poll(connected, soon).toBeLessThanOrEqual(POOL * 3 + 8);
    }

    test('a statement over its time', async () => {
      await rounds(async (client, nth) => {
        const slow = `select /*vt+ QUERY_TIMEOUT_MS=100 */ sleep(30) from t where id = ${nth}`;
        // Gate and tablet both look at the time; the tablet's word counts.
        expect((await failure(client.execute(slow))).errno).toBe(3024);
        expect((await client.execute('select id from t where id = 2')).rows.length).toBe(1);
      });
    });

    test('more rows than allowed', async () => {
      await rounds(async (client) => {
        expect((await failure(client.execute('select id from t'))).message).toContain('Row count exceeded 100');
        expect((await client.execute('select id from t where id = 2')).rows.length).toBe(1);
      });
    });

    test('KILL QUERY', async () => {
      const ids = await Promise.all(
        clients.map(async (client) => cell((await client.execute('select connection_id()')).rows[0])),
      );
      const killer = await path.client();
      await rounds(async (client, nth, round) => {
        const slow = failure(client.execute(`select sleep(2), ${round} from t where id = ${nth}`));
        await killer.execute(`kill query ${ids[nth]}`);
        // The kill may come before the statement or after it; never may it end another one.
        const { errno, message } = await slow;
        expect(message === 'no error' || errno === 1317).toBe(true);
        expect((await client.execute('select id from t where id = 2')).rows.length).toBe(1);
      });
    });

    test('no connection left for a transaction', async () => {
      const holders = await Promise.all(Array.from({ length: POOL }, () => path.client()));
      for (const [i, holder] of holders.entries()) {
        await holder.execute('begin');
        await holder.execute(`update t set pad = 'h' where id = ${150 + i}`);
      }
      let left = ROUNDS;
      await Promise.all(
        clients.map(async (client) => {
          while (left-- > 0)
            expect((await failure(client.execute("update t set pad = 'x' where id = 199"))).message).toMatch(/pool/);
        }),
      );
      for (const holder of holders) await holder.execute('rollback');
      await expect.poll(() => path.held, soon).toEqual(nothing);
      const { rows } = await bystander.execute("select count(*) from t where pad <> 'a'");
      expect(cell(rows[0])).toBe('0');
    });

    test('a client that vanishes from its transaction', async () => {
      await rounds(async (client, nth) => {
        const gone = await path.client();
        await gone.execute('begin');
        await gone.execute(`update t set pad = 'gone' where id = ${120 + nth}`);
        gone.destroy();
        // Its lock is free soon: until then the update waits for it, or finds no connection.
        const update = `update t set pad = 'a' where id = ${120 + nth}`;
        await expect.poll(async () => (await failure(client.execute(update))).message, soon).toBe('no error');
      });
    });

    test('an error within a transaction, which goes on', async () => {
      await rounds(async (client, nth) => {
        await client.execute('begin');
        await client.execute(`update t set pad = 'b' where id = ${130 + nth}`);
        expect(await failure(client.execute(`insert into t values (${130 + nth}, 'c')`))).toMatchObject({
          errno: 1062,
        });
        expect(cell((await client.execute(`select pad from t where id = ${130 + nth}`)).rows[0])).toBe('b');
        await client.execute('rollback');
        expect(cell((await client.execute(`select pad from t where id = ${130 + nth}`)).rows[0])).toBe('a');
      });
    });
  },
);
