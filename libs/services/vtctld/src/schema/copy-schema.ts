import { VtError } from '@vt/base';
import { ask } from '../ask.ts';
import type { Handler } from '../context.ts';
import { databaseOf, durationMs, requestedTablet, withDatabase } from '../shard-tablets.ts';

const WAIT_REPLICAS_MS = 10_000;

/** Makes a tablet's tables, empty, on the primary of a shard; those that are there already must be the same, unless that is not to be verified. */
export const copySchemaShard: Handler<'CopySchemaShard'> = async (request, context, signal) => {
  const { tables, exclude_tables, include_views, skip_verify, destination_keyspace, destination_shard } = request;
  const source = await requestedTablet(context, request.source_tablet_alias, signal);
  const { value } = await context.topo.shards.get(destination_keyspace, destination_shard, { signal });
  if (!value.primary_alias) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `no primary in shard record ${destination_keyspace}/${destination_shard}`,
    });
  }
  const { value: target } = await context.topo.tablets.get(value.primary_alias, { signal });
  const wanted = { tables, exclude_tables, include_views, table_schema_only: true };
  const read = async (tablet: typeof source) =>
    (await ask(context, tablet, 'GetSchema', wanted, signal)).schema_definition?.table_definitions ?? [];
  const have = new Map((await read(target)).map(({ name, schema }) => [name, schema]));
  const definitions = await read(source);
  for (const { name, schema } of definitions) {
    if (have.has(name)) continue;
    const query = Buffer.from(withDatabase(schema, databaseOf(target)));
    const timeoutMs = durationMs(request.wait_replicas_timeout, WAIT_REPLICAS_MS);
    await context.tablets.call(
      target,
      'ExecuteFetchAsDba',
      { query, db_name: databaseOf(target), max_rows: 1n, reload_schema: true },
      { signal, timeoutMs: timeoutMs + context.remoteTimeoutMs },
    );
  }
  const differing = definitions
    .filter(({ name, schema }) => have.has(name) && have.get(name) !== schema)
    .map(({ name }) => name);
  if (!skip_verify && differing.length > 0) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `these tables are there already and differ: ${differing.join(', ')}`,
    });
  }
  return {};
};
