import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { QueryLog } from '@vt/tabletserver';
import { expect, test } from 'vitest';
import { queryLogPage } from './query-log-page.ts';

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
