import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { QueryLog, TransactionLog } from '@vt/tabletserver';
import { expect, test } from 'vitest';
import { queryLogPage, transactionLogPage } from './query-log-page.ts';

type Done = Parameters<QueryLog['done']>;

function ended(sql: string, error?: string): Done {
  const statement = { plan: 'Select', sql };
  const outcome = { error: error && { message: error }, rows: 3, affectedRows: 0n, elapsedMs: 2 };
  return [{ statement, user: 'u', startedAt: 0, threadId: 7 }, outcome] as unknown as Done;
}

function get(log: QueryLog, query: string, redact = false) {
  const signal = new AbortController().signal;
  const parts = { method: 'GET', path: '/debug/querylog', headers: {}, body: undefined, peer: '', signal };
  return queryLogPage(log, redact)({ ...parts, query: new URLSearchParams(query) });
}

test('/debug/querylog: a line a statement until there are enough', async () => {
  const log = new QueryLog();
  const plain = get(log, 'limit=2');
  const json = get(log, 'limit=1&format=json&errors=1');
  const hidden = get(log, 'limit=1&filter=two', true);
  log.done(...ended('select one'));
  log.done(...ended('select two', 'no such table'));
  log.done(...ended('select three'));
  const lines = (await text(plain.body as Readable)).trim().split('\n');
  expect(lines.map((line) => line.split('\t')[6])).toEqual(['"select one"', '"select two"']);
  expect(JSON.parse(await text(json.body as Readable))).toMatchObject({ SQL: 'select two', Error: 'no such table' });
  expect(await text(hidden.body as Readable)).toContain('[REDACTED]');
  expect(get(log, 'sample=2')).toMatchObject({ status: 400 });
});

test('/debug/txlog: a line a transaction', async () => {
  const log = new TransactionLog();
  const { signal } = new AbortController();
  const parts = { method: 'GET', path: '/debug/txlog', headers: {}, body: undefined, peer: '', signal };
  const page = (query: string) => transactionLogPage(log)({ ...parts, query: new URLSearchParams(query) });
  const read = page('limit=1');
  log.ended({ id: 5n, user: 'u', startedMs: 0, queries: 4 } as Parameters<TransactionLog['ended']>[0], 'commit', 1_500);
  expect(await text(read.body as Readable)).toBe(
    "5\t'u'\t1970-01-01T00:00:00.000Z\t1970-01-01T00:00:01.500Z\t1.500000\tcommit\t4\n",
  );
  expect(page('timeout=0')).toMatchObject({ status: 400 });
});
