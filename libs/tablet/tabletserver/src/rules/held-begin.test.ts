import { availableFlavors } from '@vt/mysql/testing';
import type { CallState, TabletRequest } from '@vt/proto/hot';
import { collectResult, Type } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TabletServer } from '../tablet-server.ts';
import { Served } from '../testing/served.ts';

const HOLD_MS = 20_000;

describe.each(availableFlavors())('transactions that begin while a table comes to be held, on %s', (flavor) => {
  let served: Served;
  let server: TabletServer;
  let observer: Served['observer'];

  beforeAll(async () => {
    const config = { transactionCap: 1, txPoolTimeoutMs: HOLD_MS };
    served = await Served.start(flavor, config, ['create table vt_ks.t (id int primary key)']);
    ({ server, observer } = served);
  });

  afterAll(() => served?.stop());

  const call = (fields: Partial<TabletRequest>): Promise<CallState> => served.call(fields);
  const insert = (id: number, fields: Partial<TabletRequest> = {}) =>
    call({
      sql: 'insert into t values (:id)',
      binds: { id: { type: Type.INT64, value: Buffer.from(String(id)) } },
      ...fields,
    });
  const commit = ({ transactionId }: CallState) => call({ method: 'commit', transactionId });
  const stored = async () =>
    (await observer.execute('select id from vt_ks.t order by id')).rows.map(([id]) => Number(Buffer.from(id ?? [])));

  // By the way without a promise, and by the other one.
  describe.each([
    ['plainly', {}],
    ['behind a savepoint', { postBegin: ['savepoint s'] }],
  ])('%s', (_, more) => {
    test('what is about to begin goes on to its end, and the hold waits for it', async () => {
      await observer.execute('delete from vt_ks.t');
      await commit(await insert(0, { begin: true }));
      const beginning = insert(1, { begin: true, ...more });
      // Until it has its connection, it is nobody's yet.
      await expect.poll(() => server.opened?.transactions.size).toBe(1);
      const hold = server.holds.hold('t', HOLD_MS, HOLD_MS);
      const state = await beginning;
      await insert(2, state);
      await commit(state);
      expect(await hold.settled).toBe(true);
      hold.release();
      expect(await stored()).toEqual([0, 1, 2]);
    });

    test('what still waits for a connection waits for the table as well, and holds no lock', async () => {
      await observer.execute('delete from vt_ks.t');
      const first = await call({ sql: 'select 1 from dual', begin: true });
      const waiting = insert(3, { begin: true, ...more });
      await expect.poll(() => server.opened?.pools.tx.stats().waiters).toBe(1);
      const hold = server.holds.hold('t', HOLD_MS, HOLD_MS);
      await commit(first);
      expect(await hold.settled).toBe(true);
      await observer.execute('lock tables vt_ks.t read');
      await observer.execute('unlock tables');
      expect(await stored()).toEqual([]);
      hold.release();
      await commit(await waiting);
      expect(await stored()).toEqual([3]);
    });
  });

  test('a statement of a transaction that is given up while its table is held is not run when that is let go', async () => {
    await observer.execute('delete from vt_ks.t');
    const state = await call({ sql: 'select 1 from dual', begin: true });
    const hold = server.holds.hold('t', HOLD_MS, 0);
    expect(await hold.settled).toBe(false);
    const stop = new AbortController();
    const given = served.call({ sql: 'insert into t values (4)', ...state }, collectResult(), stop.signal);
    let error: unknown;
    given.catch((thrown: unknown) => {
      error = thrown;
    });
    stop.abort(new Error('killed'));
    hold.release();
    await given.catch(() => {});
    await commit(state);
    expect(await stored()).toEqual([]);
    expect(error).toMatchObject({ code: 'CANCELED', mayHaveRun: false });
  });
});
