import { type HttpRequest, type HttpResponse, text } from '@vt/servenv';
import type { QueryLog, QueryLogFilter, QueryLogRecord, TransactionLog } from '@vt/tabletserver';
import { lineStream } from './line-stream.ts';

/**
 * `/debug/querylog`: statements as they end, a line each, until `limit` of them or `timeout` seconds. `sample` is the share that is wanted, `filter` a part of the
 * text, `min_ms` the least time, `errors` only failures; `format=json` gives objects instead of columns.
 */
export function queryLogPage(log: QueryLog, redact: boolean): (request: HttpRequest) => HttpResponse {
  return (request) => {
    const { query } = request;
    const sample = Number(query.get('sample') ?? 1);
    if (!(sample >= 0 && sample <= 1)) return text('sample is from 0 to 1\n', 400);
    const filter: QueryLogFilter = {
      sample,
      contains: query.get('filter') ?? '',
      elapsedMsMin: Number(query.get('min_ms') ?? 0),
      failed: query.has('errors'),
    };
    const line = query.get('format') === 'json' ? jsonLine : columns;
    return lineStream(request, (write) =>
      log.listen(filter, (record) => write(() => line(redact ? { ...record, sql: '[REDACTED]' } : record))),
    );
  };
}

/** `/debug/txlog`: transactions as they end, a line each: its id, user, begin, end, seconds, how it ended, and how many statements it had. */
export function transactionLogPage(log: TransactionLog): (request: HttpRequest) => HttpResponse {
  return (request) =>
    lineStream(request, (write) =>
      log.listen(({ id, user, startedAt, endedAt, conclusion, queries }) =>
        write(() => {
          const seconds = ((endedAt - startedAt) / 1_000).toFixed(6);
          return `${[id, `'${user}'`, iso(startedAt), iso(endedAt), seconds, conclusion, queries].join('\t')}\n`;
        }),
      ),
    );
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** What a record tells, in the order of the columns. */
function named(record: QueryLogRecord) {
  const { plan, sql, user, startedAt, elapsedMs, rows, affectedRows, threadId, error } = record;
  return {
    Method: 'Execute',
    Username: user,
    Start: iso(startedAt),
    End: iso(startedAt + elapsedMs),
    TotalTime: elapsedMs / 1_000,
    PlanType: plan,
    SQL: sql,
    ConnectionID: threadId,
    RowsReturned: rows,
    RowsAffected: Number(affectedRows),
    Error: error ?? '',
  };
}

function columns(record: QueryLogRecord): string {
  const all = named(record);
  const texts = { SQL: JSON.stringify(all.SQL), Error: JSON.stringify(all.Error), TotalTime: all.TotalTime.toFixed(6) };
  return `${Object.values({ ...all, ...texts }).join('\t')}\n`;
}

const jsonLine = (record: QueryLogRecord): string => `${JSON.stringify(named(record))}\n`;
