import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Served } from '../testing/served.ts';

const START_MS = 90_000;
/** Longer than any test: what is waited for by the clock does not end. */
const GRACE_MS = 3_600_000;

describe.each(availableFlavors())('a tablet that stops serving, on %s', (flavor) => {
  let served: Served;
  beforeAll(async () => {
    served = await Served.start(flavor, { shutdownGraceMs: GRACE_MS }, []);
  }, START_MS);
  afterAll(() => served?.stop());

  const serve = (state: 'NOT_SERVING' | 'SERVING') => served.server.setServing('PRIMARY', 1n, state, 'test');
  const reserve = async () =>
    (await served.call({ sql: 'create temporary table kept (id int)', reserve: true })).reservedId;
  const ended = (reservedId: bigint) =>
    expect(served.call({ sql: 'select * from kept', reservedId })).rejects.toThrow('tablet changed its state');

  test('waits for nobody whose connection is only kept', async () => {
    const reservedId = await reserve();
    await serve('NOT_SERVING');
    await serve('SERVING');
    await ended(reservedId);
  });

  test('waits for the transaction on such a connection, which is ended behind it', async () => {
    const kept = await reserve();
    const { transactionId } = await served.call({ sql: 'select 1', reservedId: kept, begin: true });
    const stopped = serve('NOT_SERVING');
    await expect.poll(() => served.server.state.wanted).toBe('NOT_SERVING');
    await served.call({ sql: 'insert into kept values (1)', transactionId, reservedId: transactionId });
    const { reservedId } = await served.call({ method: 'commit', transactionId });
    await stopped;
    await serve('SERVING');
    await ended(reservedId);
  });
});
