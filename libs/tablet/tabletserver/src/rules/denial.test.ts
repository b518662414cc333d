import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Denial } from './denial.ts';
import { QueryRules } from './query-rules.ts';

const idle = (...ids: bigint[]) => ids.map((id) => ({ id, queries: 1, busyWith: undefined }));

function open(transactions: ReturnType<typeof idle>, statements: Set<object>) {
  const denied: { tables: readonly string[]; exempt: readonly bigint[] }[] = [];
  const rules = new QueryRules();
  rules.denyTables = (tables, _writesOnly, exempt) => void denied.push({ tables, exempt: [...(exempt ?? [])] });
  const ongoing = { transactions: () => transactions, statements: () => statements };
  return { denied, denial: new Denial(rules, ongoing) };
}

test('transactions that were open go on until they end, and then nothing does', async () => {
  const transactions = idle(1n, 2n);
  const { denied, denial } = open(transactions, new Set());
  denial.set(['t'], []);
  expect(denied).toEqual([{ tables: ['t'], exempt: [1n, 2n] }]);
  let isSettled = false;
  const settled = denial.settled().then(() => {
    isSettled = true;
  });
  await turn();
  expect(isSettled).toBe(false);
  transactions.splice(0, 2, ...idle(3n));
  await settled;
  expect(denied.at(-1)).toEqual({ tables: ['t'], exempt: [] });
});

test('statements that run are waited for, those that begin later are not', async () => {
  const statements = new Set([{}]);
  const { denial } = open([], statements);
  denial.set(['t'], []);
  statements.clear();
  statements.add({});
  await denial.settled();
});

test('a transaction that does not end is refused after a moment', async () => {
  const { denied, denial } = open(idle(7n), new Set());
  denial.set(['t'], []);
  await denial.settled();
  expect(denied.at(-1)).toEqual({ tables: ['t'], exempt: [] });
});

test('a transaction whose client goes on is waited for longer, but not for ever', async () => {
  const talking = { id: 7n, queries: 1, busyWith: undefined };
  const startMs = performance.now();
  const { denial } = open([talking], new Set());
  const timer = setInterval(() => talking.queries++, 20);
  denial.set(['t'], []);
  expect(await denial.settled()).toBe(false);
  clearInterval(timer);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(1_000);
});

test('a transaction whose client pauses is waited for as long as who asks says', async () => {
  const transactions = idle(7n);
  const { denial } = open(transactions, new Set());
  denial.set(['t'], []);
  const settled = denial.settled(3_000);
  setTimeout(() => transactions.splice(0, 1), 700);
  expect(await settled).toBe(true);
  // The next time it is the usual time again.
  denial.set([], []);
  transactions.push(...idle(8n));
  denial.set(['t'], []);
  setTimeout(() => transactions.splice(0, 1), 700);
  expect(await denial.settled()).toBe(false);
});

test('the same tables again change nothing, and none end it at once', async () => {
  const { denied, denial } = open(idle(1n), new Set());
  denial.set(['t'], []);
  denial.set(['t'], []);
  denial.set([], []);
  await denial.settled();
  expect(denied.map(({ tables }) => tables)).toEqual([['t'], []]);
});
