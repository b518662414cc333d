import { PassThrough } from 'node:stream';
import { type HttpRequest, type HttpResponse, json, text } from '@vt/servenv';
import type { QueryLog, QueryLogFilter, QueryLogRecord } from '@vt/tabletserver';

/** What a reader may leave unread; more is not logged for it. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
const SECONDS_DEFAULT = 60;
const SECONDS_MAX = 3_600;

/**
 * `/debug/querylog`: statements as they end, a line each, until `limit` of them or `timeout` seconds. `sample` is the share that is wanted, `filter` a part of the
 * text, `min_ms` the least time, `errors` only failures; `format=json` gives objects instead of columns.
 */
export function queryLogPage(log: QueryLog, redact: boolean): (request: HttpRequest) => HttpResponse {
  return ({ query, signal }) => {
    const seconds = Number(query.get('timeout') ?? SECONDS_DEFAULT);
    const sample = Number(query.get('sample') ?? 1);
    if (!(seconds > 0 && seconds <= SECONDS_MAX) || !(sample >= 0 && sample <= 1))
      return text(`timeout is up to ${SECONDS_MAX} seconds, sample from 0 to 1\n`, 400);
    const filter: QueryLogFilter = {
      sample,
      contains: query.get('filter') ?? '',
      elapsedMsMin: Number(query.get('min_ms') ?? 0),
      failed: query.has('errors'),
    };
    const out = new PassThrough();
    const line = query.get('format') === 'json' ? jsonLine : columns;
    let left = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
    const stop = log.listen(filter, (record) => {
      if (left <= 0 || out.writableLength > BACKLOG_BYTES_MAX) return;
      out.write(line(redact ? { ...record, sql: '[REDACTED]' } : record));
      left -= 1;
      if (left <= 0) out.end();
    });
    if (!stop) return json({ error: 'too many read the query log' }, 503);
    const timer = setTimeout(() => out.end(), seconds * 1_000);
    out.once('close', () => {
      clearTimeout(timer);
      stop();
    });
    signal.addEventListener('abort', () => out.destroy(), { once: true });
    return { body: out };
  };
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
