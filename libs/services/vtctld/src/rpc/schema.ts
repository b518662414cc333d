import { Events } from '@vt/reparent';
import type { Context, Handler } from '../context.ts';
import { applySchema } from '../schema/apply-schema.ts';
import { aliasOf, requestedTablet } from '../shard-tablets.ts';

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

type ReloadOptions = { readonly wait_position: string; readonly include_primary: boolean };

/** A tablet that cannot reload is reported, and does not keep the others from it. */
async function reloadShard(
  context: Context,
  keyspace: string,
  shard: string,
  options: ReloadOptions,
  events: Events,
  signal: AbortSignal,
): Promise<void> {
  const { found, errors } = await context.topo.tablets.inShard(keyspace, shard, undefined, { signal });
  for (const [cell, error] of errors) events.warn(`cell ${cell} does not answer: ${error.message}`);
  const tablets = found.map(({ value }) => value).filter((t) => options.include_primary || t.type !== 'PRIMARY');
  const reload = async (tablet: (typeof tablets)[number]): Promise<void> => {
    try {
      const wait = { wait_position: options.wait_position };
      await context.tablets.call(tablet, 'ReloadSchema', wait, { signal, timeoutMs: context.remoteTimeoutMs });
    } catch (error) {
      events.warn(`failed to reload the schema of ${aliasOf(tablet)}: ${String(error)}`);
    }
  };
  await Promise.all(tablets.map(reload));
}
