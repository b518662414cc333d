import { createInterface } from 'node:readline';
import { type HttpRequest, type HttpResponse, liveTable } from '@vt/servenv';
import type { QueryLog } from './query-log.ts';

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

/** `/debug/querylogz`: statements as they run, as a table that grows. */
export function queryLogzPage(log: Pick<QueryLog, 'follow'>): (request: HttpRequest) => HttpResponse {
  return liveTable({
    title: 'queries',
    columns,
    listen: (row) => {
      const end = new AbortController();
      const lines = log.follow(end.signal, 'json');
      if (!lines) return undefined;
      createInterface({ input: lines }).on('line', (line) => {
        const fields = JSON.parse(line) as Fields;
        row(columns.map((name) => String(fields[name] ?? '')));
      });
      return () => end.abort();
    },
  });
}
