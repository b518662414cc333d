import { Events } from '@vt/reparent';
import type { Handler } from '../context.ts';
import { applySchema } from '../schema/apply-schema.ts';
import { reloadShard } from '../schema/reload-shard.ts';
import { requestedTablet } from '../shard-tablets.ts';

export const applySchemaMethod: Handler<'ApplySchema'> = async (request, context, signal) => {
  const { uuids, affected } = await applySchema(context, request, signal);
  return { uuid_list: [...uuids], rows_affected_by_shard: Object.fromEntries(affected) };
};

export const getSchema: Handler<'GetSchema'> = async (request, context, signal) => {
  const tablet = await requestedTablet(context, request.tablet_alias, signal);
  const { tables, exclude_tables, include_views, table_schema_only, table_names_only, table_sizes_only } = request;
  const wanted = { tables, exclude_tables, include_views, table_schema_only };
  const { schema_definition } = await context.tablets.call(tablet, 'GetSchema', wanted, {
    signal,
    timeoutMs: context.remoteTimeoutMs,
  });
  const all = schema_definition?.table_definitions ?? [];
  if (table_names_only) return { schema: { table_definitions: all.map(({ name, type }) => ({ name, type })) } };
  if (table_sizes_only)
    return {
      schema: {
        database_schema: schema_definition?.database_schema ?? '',
        table_definitions: all.map(({ name, type, row_count, data_length }) => ({
          name,
          type,
          row_count,
          data_length,
        })),
      },
    };
  return { schema: schema_definition };
};

export const reloadSchema: Handler<'ReloadSchema'> = async ({ tablet_alias }, context, signal) => {
  await context.tablets.call(
    await requestedTablet(context, tablet_alias, signal),
    'ReloadSchema',
    {},
    { signal, timeoutMs: context.remoteTimeoutMs },
  );
  return {};
};

export const reloadSchemaShard: Handler<'ReloadSchemaShard'> = async (request, context, signal) => {
  const events = new Events(context.log);
  await context.topo.shards.get(request.keyspace, request.shard, { signal });
  await reloadShard(context, request.keyspace, request.shard, request, events, signal);
  return { events: events.list };
};

export const reloadSchemaKeyspace: Handler<'ReloadSchemaKeyspace'> = async (request, context, signal) => {
  const events = new Events(context.log);
  for (const shard of await context.topo.shards.names(request.keyspace, { signal })) {
    await reloadShard(context, request.keyspace, shard, request, events, signal);
  }
  return { events: events.list };
};
