import { Type } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import { parseNextval } from './parse-nextval.ts';
import { Sequences } from './sequences.ts';

const signal = new AbortController().signal;

/** A sequence table with one row, and what is done to it. */
function table(nextId: bigint, cache: bigint, rows = 1) {
  const log: string[] = [];
  const row = { nextId, cache, term: 1n };
  const sequences = new Sequences({
    primaryTerm: () => row.term,
    withConnection: async (_signal, work) =>
      work({
        async execute(sql) {
          log.push(sql);
          const update = /next_id = (\d+)/.exec(sql);
          if (update) row.nextId = BigInt(update[1] ?? 0);
          const found = [row.nextId, row.cache].map((value) => Buffer.from(value.toString()));
          return { rows: sql.startsWith('select') ? Array.from({ length: rows }, () => found) : [] };
        },
      }),
  });
  const next = (count = 1n) => sequences.next({ sequence: 's', count }, signal);
  return { sequences, row, log, next };
}

describe('sequences', () => {
  it('reserve a block in the table and give it out from memory', async () => {
    const { next, row, log } = table(1000n, 3n);
    expect([await next(), await next(), await next()]).toEqual([1000n, 1001n, 1002n]);
    expect(row.nextId).toBe(1003n);
    expect(log).toHaveLength(4);
    expect(await next()).toBe(1003n);
    expect(row.nextId).toBe(1006n);
  });

  it('reserve as many blocks as a request needs, and use what is left of the last one', async () => {
    const { next, row } = table(1n, 10n);
    expect(await next(25n)).toBe(1n);
    expect(row.nextId).toBe(31n);
    expect(await next(3n)).toBe(26n);
    expect(await next(4n)).toBe(29n);
    expect(row.nextId).toBe(41n);
  });

  it('skip what another one has taken', async () => {
    const { next, row } = table(1n, 2n);
    expect(await next()).toBe(1n);
    row.nextId = 100n;
    expect(await next(2n)).toBe(100n);
  });

  it('never go back below what was given out', async () => {
    const { next, row } = table(50n, 2n);
    expect(await next(2n)).toBe(50n);
    row.nextId = 1n;
    expect(await next()).toBe(52n);
    expect(row.nextId).toBe(54n);
  });

  it('read the table again after a reset and after a promotion', async () => {
    const { next, row, sequences } = table(1n, 10n);
    await next();
    sequences.reset(['s']);
    expect(await next()).toBe(11n);
    row.term = 2n;
    expect(await next()).toBe(21n);
  });

  it('answer requests at the same time with different values', async () => {
    const { next } = table(1n, 2n);
    const values = await Promise.all(Array.from({ length: 20 }, () => next()));
    expect(new Set(values).size).toBe(20);
  });

  it('say what is wrong with the table', async () => {
    await expect(table(1n, 0n).next()).rejects.toThrow('invalid cache value for sequence s: 0');
    await expect(table(1n, 1n, 0).next()).rejects.toThrow(
      'unexpected rows from reading sequence s (possible mis-route): 0',
    );
  });
});

describe('requests for sequence values', () => {
  it.each([
    ['select next value from seq', 'seq', 1n],
    ['select next 5 values from `my seq`', 'my seq', 5n],
    ['/* c */ SELECT /* d */ NEXT :n VALUES FROM ks.seq', 'seq', 7n],
    ['select next value for seq', 'seq', 1n],
    ['select next :n /* INT64 */ values from seq', 'seq', 7n],
  ])('%s', (sql, sequence, count) => {
    const binds = { n: { type: Type.INT64, value: Buffer.from('7') } };
    expect(parseNextval(sql, binds)).toEqual({ sequence, count });
  });

  it.each(['select next 0 values from s', 'select next :n values from s', 'select next :m values from s'])(
    'refused: %s',
    (sql) => {
      const binds = { n: { type: Type.INT64, value: Buffer.from('-1') } };
      expect(() => parseNextval(sql, binds)).toThrow(/invalid increment|missing bind/);
    },
  );
});
