import { explainPlan, type Plan, type Routing } from '@vt/plan';
import { escapeHtml, type HttpServer, html, json, type StatusPage } from '@vt/servenv';
import type { VSchema } from '@vt/vschema';
import type { PlanCache } from './executor/plans/plan-cache.ts';
import type { FastPath } from './fast/fast-path.ts';
import type { FastPlan, FastRouting, KeptPlan } from './fast/fast-plan.ts';
import type { TabletGateway } from './gateway/tablet-gateway.ts';

export type PageSources = {
  readonly vschema: () => VSchema;
  readonly plans: PlanCache;
  /** Of the short way. */
  readonly fast: Pick<FastPath, 'plans'>;
  readonly gateway: TabletGateway;
};

/** The gate's own debug pages. */
export function addPages(http: HttpServer, status: StatusPage, { vschema, plans, fast, gateway }: PageSources): void {
  http.route('/debug/vschema', () => json(describe(vschema())), { title: 'VSchema in force' });
  http.route(
    '/debug/query_plans',
    () =>
      json([
        ...[...fast.plans()].map(explainKept),
        ...[...plans.entries()].map(({ key, cached }) => ({
          Key: key,
          Hits: cached.hits,
          ...explainPlan(cached.plan),
        })),
      ]),
    {
      title: 'plans that are kept',
    },
  );
  http.route('/debug/gateway', () => html(tabletTable(gateway)), { title: 'tablets and their health' });
  status.add({ title: 'Tablets', html: () => tabletTable(gateway) });
}

function explainKept({ sql, entry }: { readonly sql: string; readonly entry: KeptPlan }): object {
  const counts = entry.kind === 'shard' ? entry.counts : entry.cached.counts;
  return {
    Key: sql,
    Hits: counts.count,
    ...explainPlan(entry.kind === 'shard' ? planOf(sql, entry) : entry.cached.plan),
  };
}

/** As the planner would have said it. */
function planOf(query: string, { keyspace, routing, statement, sql, tablesUsed }: FastPlan): Plan {
  const root = {
    kind: 'Route',
    keyspace,
    routing: routingOf(routing),
    query: sql,
    orderBy: [],
    extraColumns: 0,
  } as const;
  return { query, statement: statement as Plan['statement'], type: 'Passthrough', root, tablesUsed };
}

function routingOf(routing: FastRouting): Routing {
  if (routing.kind === 'destination')
    return routing.destination ? { type: 'ByDestination', destination: routing.destination } : { type: 'Unsharded' };
  return {
    type: 'EqualUnique',
    vindex: routing.vindex,
    values: [{ kind: 'Bind', name: `_l${routing.literal + 1}` }],
  };
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
