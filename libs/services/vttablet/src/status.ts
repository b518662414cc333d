import { type CommonFlags, json, type ServiceEnv } from '@vt/servenv';
import { tabletAliasString } from '@vt/topo';
import type { VttabletFlags } from './flags.ts';
import type { TabletManager } from './manager/tablet-manager.ts';

const QUERIES_SHOWN_MAX = 1000;

/** The tablet's part of `/debug/status`, and its pages. */
export function addStatus(env: ServiceEnv<VttabletFlags & CommonFlags>, manager: TabletManager): void {
  const { queryService, identity } = manager;
  const { state } = queryService;
  env.status.add({
    title: 'Tablet',
    rows: () => [
      { key: 'Alias', value: tabletAliasString(identity.alias) },
      { key: 'Keyspace and shard', value: `${identity.keyspace}/${identity.shard}` },
      { key: 'Type', value: manager.type },
      {
        key: 'Query service',
        value: state.isServing ? 'SERVING' : state.state,
        class: state.isServing ? 'healthy' : 'unhealthy',
      },
      {
        key: 'Health',
        value: queryService.healthError || 'ok',
        class: queryService.healthError ? 'unhappy' : 'healthy',
      },
      { key: 'Tables', value: String(queryService.schema?.tables.size ?? 0) },
    ],
  });
  env.http.route('/debug/schema', () => json([...(queryService.schema?.tables.values() ?? [])]), {
    title: 'tables of the schema',
  });
  env.http.route('/livequeryz/', () => json(liveQueries(manager)), { title: 'what runs right now' });
}

function liveQueries(manager: TabletManager): unknown[] {
  const running = [...(manager.queryService.opened?.queries.running ?? [])].slice(0, QUERIES_SHOWN_MAX);
  return running.map(({ threadId, user, startedAt, statement }) => ({
    Type: statement.plan,
    Query: statement.sql,
    User: user,
    Start: new Date(startedAt).toISOString(),
    ConnID: threadId,
  }));
}
