import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { anySignal } from '@vt/base';
import { escapeHtml, type HttpRequest, type HttpResponse, text } from '@vt/servenv';
import type { QueryLog } from './query-log.ts';

const SECONDS_DEFAULT = 10;
const SECONDS_MAX = 600;
const LIMIT_DEFAULT = 300;
const LIMIT_MAX = 10_000;
/** As the log names them. */
const columns = [
  'Method',
  'RemoteAddr',
  'Effective Caller',
  'ImmediateCaller',
  'SessionUUID',
  'Start',
  'End',
  'TotalTime',
  'PlanTime',
  'ExecuteTime',
  'CommitTime',
  'StmtType',
  'SQL',
  'ShardQueries',
  'RowsAffected',
  'RowsReturned',
  'Error',
] as const;

type Fields = Readonly<Partial<Record<(typeof columns)[number], unknown>>>;

/** `/debug/querylogz`: statements as they run, as a table that grows, until `limit` of them or `timeout` seconds. */
export function queryLogzPage(log: Pick<QueryLog, 'follow'>): (request: HttpRequest) => HttpResponse {
  return ({ query, signal }) => {
    const seconds = Number(query.get('timeout') ?? SECONDS_DEFAULT);
    const limit = Number(query.get('limit') ?? LIMIT_DEFAULT);
    if (!(seconds > 0 && seconds <= SECONDS_MAX) || !(limit >= 1 && limit <= LIMIT_MAX))
      return text(`timeout is up to ${SECONDS_MAX} seconds, limit up to ${LIMIT_MAX}\n`, 400);
    const until = anySignal([signal, AbortSignal.timeout(seconds * 1_000)]);
    return { type: 'text/html; charset=utf-8', body: Readable.from(rows(log, until, limit)) };
  };
}

async function* rows(log: Pick<QueryLog, 'follow'>, until: AbortSignal, limit: number): AsyncGenerator<string> {
  yield `<!DOCTYPE html><title>queries</title><table border="1">${row('th', columns)}`;
  const enough = new AbortController();
  const lines = log.follow(anySignal([until, enough.signal]), 'json');
  try {
    let left = limit;
    for await (const line of createInterface({ input: lines })) {
      const fields = JSON.parse(line) as Fields;
      yield row(
        'td',
        columns.map((name) => String(fields[name] ?? '')),
      );
      if (--left <= 0) break;
    }
  } finally {
    enough.abort();
  }
  yield '</table>';
}

const row = (kind: 'td' | 'th', values: readonly string[]): string =>
  `<tr>${values.map((value) => `<${kind}>${escapeHtml(value)}</${kind}>`).join('')}</tr>\n`;
