import { explainPlan } from '@vt/plan';
import { escapeHtml, type HttpServer, html, json, type StatusPage } from '@vt/servenv';
import type { VSchema } from '@vt/vschema';
import type { PlanCache } from './executor/plan-cache.ts';
import type { TabletGateway } from './gateway/tablet-gateway.ts';

export type PageSources = {
  readonly vschema: () => VSchema;
  readonly plans: PlanCache;
  readonly gateway: TabletGateway;
};

/** The gate's own debug pages. */
export function addPages(http: HttpServer, status: StatusPage, { vschema, plans, gateway }: PageSources): void {
  http.route('/debug/vschema', () => json(describe(vschema())), { title: 'VSchema in force' });
  http.route(
    '/debug/query_plans',
    () =>
      json(
        [...plans.entries()].map(({ key, cached }) => ({ Key: key, Hits: cached.hits, ...explainPlan(cached.plan) })),
      ),
    {
      title: 'plans that are kept',
    },
  );
  http.route('/debug/gateway', () => html(tabletTable(gateway)), { title: 'tablets and their health' });
  status.add({ title: 'Tablets', html: () => tabletTable(gateway) });
}

function describe(vschema: VSchema): object {
  const errors = [...vschema.keyspaces.values()].flatMap(({ name, error }) =>
    error ? [[name, error.message] as const] : [],
  );
  return { ...vschema.document, errors: Object.fromEntries(errors) };
}

function tabletTable(gateway: TabletGateway): string {
  const rows = gateway
    .tablets()
    .map((t) => [t.alias, t.keyspace, t.shard, t.tabletType, t.serving ? 'SERVING' : 'NOT_SERVING', t.hostname])
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`);
  return `<table><tr><th>Alias</th><th>Keyspace</th><th>Shard</th><th>Type</th><th>State</th><th>Host</th></tr>${rows.join('')}</table>`;
}
