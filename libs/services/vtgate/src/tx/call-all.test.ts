import { VtError } from '@vt/base';
import type { ShardQuery } from '@vt/engine';
import { expect, test } from 'vitest';
import { callAll } from './call-all.ts';

const query = (...rowNumbers: number[]): ShardQuery => ({
  keyspace: 'ks',
  shard: '-',
  sql: '',
  binds: {},
  ...(rowNumbers.length > 0 && { rowNumbers }),
});
const error = (message: string, errno = 1406) => new VtError({ code: 'UNKNOWN', message, errno, state: '22001' });
const open = new AbortController().signal;
/** What it comes to when it is stopped. */
const untilStopped = (stop: AbortSignal) =>
  new Promise<void>((_, reject) => stop.addEventListener('abort', () => reject(error('stopped', 1317))));

test('the first of the rows that fail tells why, by its own number, whichever shard is first', async () => {
  const queries = [query(4, 5), query(1, 3), query(6)];
  const calls = async (at: number, stop: AbortSignal) => {
    if (at === 0) throw error('too long at row 1');
    if (at === 2) return untilStopped(stop);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stop.aborted).toBe(false);
    throw error('too long at row 2');
  };
  await expect(callAll(queries, calls, true, open)).rejects.toMatchObject({
    message: 'too long at row 3',
    errno: 1406,
  });
});

test('a key that is there already is one of the rows: none before it is stopped', async () => {
  const calls = async (at: number) => {
    if (at === 0) throw error("Duplicate entry '7' for key 'PRIMARY'", 1062);
    throw error('too long at row 1');
  };
  await expect(callAll([query(2), query(1)], calls, true, open)).rejects.toMatchObject({
    message: 'too long at row 1',
  });
});

test('what is no row of an INSERT stops all others at once', async () => {
  const calls = (at: number, stop: AbortSignal) =>
    at === 0 ? Promise.reject(error('gone', 2013)) : untilStopped(stop);
  await expect(callAll([query(9), query(1)], calls, true, open)).rejects.toMatchObject({ message: 'gone' });
  await expect(callAll([query(), query()], calls, true, open)).rejects.toMatchObject({ message: 'gone' });
});
