import { type HttpServer, liveTable } from '@vt/servenv';
import type { QueryLog, TransactionLog } from '@vt/tabletserver';

export type LogSources = {
  readonly queryLog: QueryLog;
  readonly transactionLog: TransactionLog;
  readonly redact: boolean;
};

const everything = { sample: 1, contains: '', elapsedMsMin: 0, failed: false };

/** `/querylogz` and `/txlogz`: statements and transactions as they end. */
export function addLogPages(http: HttpServer, { queryLog, transactionLog, redact }: LogSources): void {
  const queries = liveTable({
    title: 'queries',
    columns: ['User', 'Start', 'End', 'Duration', 'Plan', 'SQL', 'Connection', 'Rows', 'Rows affected', 'Error'],
    listen: (row) =>
      queryLog.listen(everything, ({ user, startedAt, elapsedMs, plan, sql, threadId, rows, affectedRows, error }) => {
        const times = [iso(startedAt), iso(startedAt + elapsedMs), seconds(elapsedMs)];
        const [shownSql, shownError] = redact ? ['[REDACTED]', error && '[REDACTED]'] : [sql, error];
        row([user, ...times, plan, shownSql, String(threadId), String(rows), String(affectedRows), shownError ?? '']);
      }),
  });
  const transactions = liveTable({
    title: 'transactions',
    columns: ['Transaction id', 'User', 'Start', 'End', 'Duration', 'Decision', 'Statements'],
    listen: (row) =>
      transactionLog.listen(({ id, user, startedAt, endedAt, conclusion, queries: count }) => {
        const times = [iso(startedAt), iso(endedAt), seconds(endedAt - startedAt)];
        row([String(id), user, ...times, conclusion, String(count)]);
      }),
  });
  http.route('/querylogz', queries, { title: 'statements as they end, as a table; limit, timeout' });
  http.route('/txlogz', transactions, { title: 'transactions as they end, as a table; limit, timeout' });
}

const iso = (ms: number): string => new Date(ms).toISOString();
const seconds = (ms: number): string => (ms / 1_000).toFixed(6);
