import { tabletRequest } from '@vt/proto/hot';
import { describe, expect, test } from 'vitest';
import { readStatement } from '../statement/statement.ts';
import { TableHolds } from './table-holds.ts';

const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;
const NEVER_MS = 60_000;

function setUp(open: readonly bigint[] = []) {
  const transactions = new Set(open);
  const holds = new TableHolds(() => transactions);
  const isHeld = (sql: string, transactionId = 0n): boolean =>
    holds.waitOf(tabletRequest({ method: 'execute', target, sql, transactionId }), () => readStatement(sql)) !==
    undefined;
  return { transactions, holds, isHeld };
}

describe('a table that is held', () => {
  test('lets nothing in until it is released', async () => {
    const { holds, isHeld } = setUp();
    expect(holds.isActive).toBe(false);
    const hold = holds.hold('t', NEVER_MS, 0);
    expect(await hold.settled).toBe(true);
    const request = tabletRequest({ method: 'execute', target, sql: 'select * from t' });
    const waiting = holds.waitOf(request, () => readStatement(request.sql));
    expect([isHeld('insert into t values (1)'), isHeld('select 1 from u join t'), isHeld('delete from u')]).toEqual([
      true,
      true,
      false,
    ]);
    hold.release();
    await waiting;
    expect(holds.isActive).toBe(false);
  });

  test('lets transactions that were open end, and tells when they have', async () => {
    const { transactions, holds, isHeld } = setUp([7n]);
    const hold = holds.hold('t', NEVER_MS, NEVER_MS);
    expect([isHeld('update t set a = 1', 7n), isHeld('update t set a = 1', 8n)]).toEqual([false, true]);
    transactions.delete(7n);
    expect(await hold.settled).toBe(true);
    expect(isHeld('update t set a = 1', 7n)).toBe(true);
    hold.release();
  });

  test('holds also those that do not end in time', async () => {
    const { holds, isHeld } = setUp([7n]);
    const hold = holds.hold('t', NEVER_MS, 0);
    expect(await hold.settled).toBe(false);
    expect(isHeld('update t set a = 1', 7n)).toBe(true);
    hold.release();
  });

  test('is let go by itself', async () => {
    const { holds } = setUp();
    holds.hold('t', 1, 0);
    const request = tabletRequest({ method: 'execute', target, sql: 'select * from t' });
    await holds.waitOf(request, () => readStatement(request.sql));
    expect(holds.isActive).toBe(false);
  });
});
