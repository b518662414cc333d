import type { Plan } from '@vt/plan';
import { escapeHtml, type HttpResponse, html } from '@vt/servenv';
import type { PlanCache } from '../executor/plans/plan-cache.ts';
import type { FastPath } from '../fast/fast-path.ts';
import { hidden } from './query-record.ts';
import type { StatementCounts } from './statement-counts.ts';

export type ScatterSources = {
  readonly plans: Pick<PlanCache, 'entries'>;
  readonly fast: Pick<FastPath, 'plans'>;
  readonly redacts: boolean;
};

type Row = { readonly sql: string; readonly counts: StatementCounts };

const ROWS_SHOWN_MAX = 1_000;

/** `/debug/scatter_stats`: the statements that go to all shards, and how much of the gate's time they take. */
export function scatterPage(sources: ScatterSources): () => HttpResponse {
  return () => html(table(sources));
}

function table({ plans, fast, redacts }: ScatterSources): string {
  const found: Row[] = [];
  const all = { count: 0, totalMs: 0 };
  const see = (counts: StatementCounts, plan: Plan | undefined, sql: string): void => {
    all.count += counts.count;
    all.totalMs += counts.totalMs;
    if (plan && counts.count > 0 && scatters(plan)) found.push({ sql, counts });
  };
  for (const { sql, entry } of fast.plans()) {
    if (entry.kind === 'shard') see(entry.counts, undefined, sql);
    else see(entry.cached.counts, entry.cached.plan, sql);
  }
  for (const { cached } of plans.entries()) see(cached.counts, cached.plan, cached.plan.query);
  const scattered = found.reduce((sum, { counts }) => sum + counts.count, 0);
  const scatteredMs = found.reduce((sum, { counts }) => sum + counts.totalMs, 0);
  const rows = found
    .sort((a, b) => b.counts.totalMs - a.counts.totalMs)
    .slice(0, ROWS_SHOWN_MAX)
    .map(({ sql, counts }) =>
      cells('td', [
        redacts ? hidden(sql) : sql,
        percent(counts.totalMs, all.totalMs),
        percent(counts.count, all.count),
        percent(counts.totalMs, scatteredMs),
        percent(counts.count, scattered),
        (counts.totalMs / counts.count).toFixed(3),
        String(counts.count),
      ]),
    );
  const summary = [
    `Statements of kept plans: ${all.count}, of them to all shards: ${scattered} (${percent(scattered, all.count)}),`,
    `in ${percent(scatteredMs, all.totalMs)} of the time.`,
  ];
  return `<!DOCTYPE html><title>scatter statistics</title><p>${summary.join(' ')}</p><table border="1">${cells('th', headings)}${rows.join('')}</table>`;
}

const headings = [
  'Query',
  '% of all time',
  '% of all statements',
  '% of scattered time',
  '% of scattered statements',
  'Average ms',
  'Count',
];

const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(2)}%`;

const cells = (kind: string, values: readonly string[]): string =>
  `<tr>${values.map((value) => `<${kind}>${escapeHtml(value)}</${kind}>`).join('')}</tr>`;

const known = new WeakMap<Plan, boolean>();

/** Whether any step of the plan goes to all shards. */
function scatters(plan: Plan): boolean {
  const found = known.get(plan) ?? hasScatter(plan.root);
  known.set(plan, found);
  return found;
}

function hasScatter(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return false;
  const { routing } = node as { readonly routing?: { readonly type?: unknown } };
  return routing?.type === 'Scatter' || Object.values(node).some(hasScatter);
}
