import { availableFlavors } from '@vt/mysql/testing';
import type { TabletRequest } from '@vt/proto/hot';
import { collectResult } from '@vt/sqltypes';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Served } from '../testing/served.ts';

const START_MS = 90_000;
const bodies = {
  assigns: 'begin select 1; set @of_body = 4; end',
  begins: 'begin start transaction; insert into t values (1); end',
  begins_and_fails:
    "begin start transaction; insert into t values (1); signal sqlstate '45000' set message_text = 'refused'; end",
  commits: 'begin insert into t values (1); commit; end',
  commits_and_fails:
    "begin insert into t values (1); commit; signal sqlstate '45000' set message_text = 'refused'; end",
  whole: 'begin start transaction; insert into t values (1); commit; end',
  writes: 'begin insert into t values (1); select 1; end',
};

describe.each(availableFlavors())('a procedure on %s', (flavor) => {
  let served: Served;
  beforeAll(async () => {
    const made = Object.entries(bodies).map(([name, body]) => `create procedure vt_ks.${name}() ${body}`);
    served = await Served.start(flavor, {}, ['create table vt_ks.t (id int)', ...made]);
  }, START_MS);
  afterEach(() => served.observer.execute('delete from vt_ks.t'));
  afterAll(() => served?.stop());

  const call = (name: keyof typeof bodies, fields: Partial<TabletRequest> = {}) =>
    served.call({ sql: `call ${name}()`, ...fields });
  const count = async () => Number(String((await served.observer.execute('select count(*) from vt_ks.t')).rows[0]));

  test.each(['whole', 'writes'] as const)('that %s by itself is done', async (name) => {
    await call(name);
    expect(await count()).toBe(1);
  });

  test.each([
    ['begins', 'VT12001'],
    ['begins_and_fails', 'refused'],
  ] as const)('that %s a transaction which nobody could end is told so, and leaves nothing', async (name, told) => {
    await expect(call(name)).rejects.toThrow(told);
    expect(await count()).toBe(0);
    const { reservedId } = await served.call({ sql: 'create temporary table tmp (id int)', reserve: true });
    await expect(call(name, { reservedId })).rejects.toThrow(told);
    await served.call({ sql: 'insert into tmp values (1)', reservedId });
    await served.call({ sql: 'insert into t values (2)', reservedId });
    expect(await count()).toBe(1);
    await served.call({ method: 'release', reservedId });
  });

  test.each(['commits', 'commits_and_fails'] as const)('that %s has ended its caller’s transaction', async (name) => {
    const { transactionId } = await served.call({ sql: 'insert into t values (2)', begin: true });
    await expect(call(name, { transactionId })).rejects.toMatchObject({ code: 'ABORTED' });
    const next = served.call({ sql: 'insert into t values (3)', transactionId });
    await expect(next).rejects.toThrow(`transaction ${transactionId}: `);
    expect(await count()).toBe(2);
  });

  test('that is called on a connection of its own leaves its variables there', async () => {
    const { reservedId } = await call('assigns', { reserve: true });
    expect(reservedId).not.toBe(0n);
    const answer = collectResult();
    await served.call({ sql: 'select @of_body', reservedId }, answer);
    expect(String((await answer.result).rows[0])).toBe('4');
    await served.call({ method: 'release', reservedId });
  });

  test('that writes in its caller’s transaction is a part of it', async () => {
    const { transactionId } = await call('writes', { begin: true });
    await served.call({ method: 'rollback', transactionId });
    expect(await count()).toBe(0);
  });
});
