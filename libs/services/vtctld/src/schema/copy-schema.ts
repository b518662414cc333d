import { VtError } from '@vt/base';
import { Events } from '@vt/reparent';
import { ask } from '../ask.ts';
import type { Handler } from '../context.ts';
import { databaseOf, durationMs, requestedTablet, withDatabase } from '../shard-tablets.ts';
import { createDefinitions } from './create-definitions.ts';
import { reloadShard } from './reload-shard.ts';

const WAIT_REPLICAS_MS = 10_000;

/** Makes a tablet's tables, empty, on the primary of a shard. If one that is there already is another, none is made, unless that is not to be verified. */
export const copySchemaShard: Handler<'CopySchemaShard'> = async (request, context, signal) => {
  const { tables, exclude_tables, include_views, destination_keyspace, destination_shard } = request;
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
  if (!request.skip_verify) {
    requireSame(definitions.filter(({ name, schema }) => have.has(name) && have.get(name) !== schema));
  }
  const database = databaseOf(target);
  const absent = definitions.filter(({ name }) => !have.has(name));
  const statements = absent.map(({ schema }) => withDatabase(schema, database));
  await createDefinitions(context, { tablet: target, database }, statements, signal);
  const { position } = await ask(context, target, 'PrimaryPosition', {}, signal);
  const timeoutMs = durationMs(request.wait_replicas_timeout, WAIT_REPLICAS_MS);
  const reload = { wait_position: position, include_primary: false, timeoutMs };
  await reloadShard(context, destination_keyspace, destination_shard, reload, new Events(context.log), signal);
  return {};
};

function requireSame(differing: readonly { readonly name: string }[]): void {
  if (differing.length === 0) return;
  const names = differing.map(({ name }) => name).join(', ');
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `these tables are there already and differ: ${names}`,
  });
}
