import { escapeHtml, type HttpServer, html, json, text } from '@vt/servenv';
import type { PlanCache } from '../executor/plans/plan-cache.ts';
import type { FastPath } from '../fast/fast-path.ts';
import type { QueryLog } from './query-log.ts';
import { hidden } from './query-record.ts';
import { queryLogzPage } from './querylogz.ts';
import { scatterPage } from './scatter-page.ts';
import type { StatementCounts } from './statement-counts.ts';

export type LogPageSources = {
  readonly log: QueryLog;
  readonly plans: PlanCache;
  readonly fast: Pick<FastPath, 'plans'>;
};

type Row = {
  readonly sql: string;
  readonly statement: string;
  readonly plan: string;
  readonly counts: StatementCounts;
};

const ROWS_SHOWN_MAX = 1_000;

/** What statements come to, and the log as it is written. */
export function addLogPages(http: HttpServer, sources: LogPageSources): void {
  const { log } = sources;
  const rows = (): Row[] => statistics(sources);
  http.route(
    '/debug/querylog',
    ({ signal, query }) => {
      const format = query.get('format');
      const lines = log.follow(signal, format === 'json' || format === 'text' ? format : undefined);
      if (!lines) return text('too many read this page\n', 503);
      return { type: 'text/plain; charset=utf-8', body: lines };
    },
    { title: 'statements as they run; ?format=json or text' },
  );
  http.route('/debug/querylogz', queryLogzPage(log), { title: 'statements as they run, as a table; limit, timeout' });
  const { plans, fast } = sources;
  http.route('/debug/scatter_stats', scatterPage({ plans, fast, redacts: log.redacts }), {
    title: 'statements that go to all shards',
  });
  http.route('/debug/query_stats', () => json(rows().map(describe)), { title: 'statements that ran, as JSON' });
  for (const path of ['/queryz', '/debug/queryz'])
    http.route(path, () => html(table(rows())), path === '/queryz' ? { title: 'statements, the slowest first' } : {});
}

/** Kept plans that ran, those that took most time together first. */
function statistics({ log, plans, fast }: LogPageSources): Row[] {
  const rows: Row[] = [];
  for (const { sql, entry } of fast.plans()) {
    if (entry.kind === 'shard') rows.push({ sql, statement: entry.statement, plan: 'Fast', counts: entry.counts });
    else
      rows.push({
        sql,
        statement: entry.cached.plan.statement,
        plan: entry.cached.plan.type,
        counts: entry.cached.counts,
      });
  }
  for (const { cached } of plans.entries()) {
    const { query, statement, type } = cached.plan;
    rows.push({ sql: log.redacts ? hidden(query) : query, statement, plan: type, counts: cached.counts });
  }
  return rows
    .filter(({ counts }) => counts.count > 0)
    .sort((a, b) => b.counts.totalMs - a.counts.totalMs)
    .slice(0, ROWS_SHOWN_MAX);
}

function describe({ sql, statement, plan, counts }: Row): object {
  return {
    Query: sql,
    Statement: statement,
    Plan: plan,
    QueryCount: counts.count,
    TimeNs: Math.round(counts.totalMs * 1e6),
    Rows: counts.rows,
    ErrorCount: counts.errors,
  };
}

const headings = ['Query', 'Statement', 'Plan', 'Count', 'Time', 'Rows', 'Errors', 'Time per query', 'Rows per query'];

function table(rows: readonly Row[]): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  const cells = (kind: string, values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${kind}>${escapeHtml(value)}</${kind}>`).join('')}</tr>`;
  const lines = rows.map(({ sql, statement, plan, counts }) =>
    cells('td', [
      sql,
      statement,
      plan,
      String(counts.count),
      seconds(counts.totalMs),
      String(counts.rows),
      String(counts.errors),
      seconds(counts.totalMs / counts.count),
      (counts.rows / counts.count).toFixed(3),
    ]),
  );
  return `<table border="1"><thead>${cells('th', headings)}</thead>${lines.join('\n')}</table>`;
}
