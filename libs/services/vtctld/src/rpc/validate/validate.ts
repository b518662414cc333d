import { orAbsent, type Tablet } from '@vt/topo';
import { ask } from '../../ask.ts';
import type { Context, Handler } from '../../context.ts';
import { aliasOf, shardTablets } from '../../shard-tablets.ts';
import { byShard, checkShard } from './checks.ts';
import { compareToFirst } from './compare.ts';

export const validateShard: Handler<'ValidateShard'> = async ({ keyspace, shard, ping_tablets }, context, signal) => ({
  results: await checkShard(context, keyspace, shard, ping_tablets, signal),
});

export const validateKeyspace: Handler<'ValidateKeyspace'> = async ({ keyspace, ping_tablets }, context, signal) =>
  byShard(context, keyspace, [], signal, (shard) => checkShard(context, keyspace, shard, ping_tablets, signal));

export const validate: Handler<'Validate'> = async ({ ping_tablets }, context, signal) => {
  const { topo } = context;
  const names = await topo.keyspaces.names({ signal });
  const checked = await Promise.all(
    names.map(async (keyspace) => {
      const check = (shard: string) => checkShard(context, keyspace, shard, ping_tablets, signal);
      return [keyspace, await byShard(context, keyspace, [], signal, check)] as const;
    }),
  );
  const { found } = await topo.tablets.inCells(undefined, { signal });
  const lost = found.map(({ value }) => value).filter(({ keyspace }) => !names.includes(keyspace));
  return {
    results: lost.map((t) => `tablet ${aliasOf(t)} is of keyspace ${t.keyspace}, which does not exist`),
    results_by_keyspace: Object.fromEntries(checked),
  };
};

export const validateVersionShard: Handler<'ValidateVersionShard'> = async ({ keyspace, shard }, context, signal) => ({
  results: await versions(context, keyspace, shard, signal),
});

export const validateVersionKeyspace: Handler<'ValidateVersionKeyspace'> = async ({ keyspace }, context, signal) =>
  byShard(context, keyspace, [], signal, (shard) => versions(context, keyspace, shard, signal));

/** The mysqlds of a shard should be of one version. */
async function versions(context: Context, keyspace: string, shard: string, signal: AbortSignal): Promise<string[]> {
  const tablets = await primaryFirst(context, keyspace, shard, signal);
  return compareToFirst(
    tablets,
    'version',
    async (tablet) => (await ask(context, tablet, 'FullStatus', {}, signal)).status?.version ?? '',
  );
}

export const validateSchemaKeyspace: Handler<'ValidateSchemaKeyspace'> = async (request, context, signal) => {
  const { keyspace, exclude_tables, include_views, skip_no_primary, include_vschema, shards } = request;
  const texts = new Map<string, string>();
  const read = async (tablet: Tablet): Promise<string> => {
    const wanted = { exclude_tables, include_views, table_schema_only: true };
    const { schema_definition } = await ask(context, tablet, 'GetSchema', wanted, signal);
    const text = (schema_definition?.table_definitions ?? []).map((t) => `${t.name}: ${t.schema}`).join('\n');
    texts.set(aliasOf(tablet), text);
    return text;
  };
  // All shards are to look like the first one's primary.
  let first: Tablet | undefined;
  const checked = await byShard(context, keyspace, shards, signal, async (shard) => {
    const tablets = await primaryFirst(context, keyspace, shard, signal);
    if (tablets[0]?.type !== 'PRIMARY') return skip_no_primary ? [] : [`no primary in shard ${keyspace}/${shard}`];
    first ??= tablets[0];
    return compareToFirst([first, ...tablets.filter((t) => t !== first)], 'schema', read);
  });
  if (!include_vschema) return checked;
  const results = await vschemaProblems(context, keyspace, shards, exclude_tables, include_views, signal);
  return { ...checked, results: [...checked.results, ...results.results] };
};

export const validateVSchema: Handler<'ValidateVSchema'> = async (request, context, signal) =>
  vschemaProblems(context, request.keyspace, request.shards, request.exclude_tables, request.include_views, signal);

async function vschemaProblems(
  context: Context,
  keyspace: string,
  shards: readonly string[],
  exclude_tables: string[],
  include_views: boolean,
  signal: AbortSignal,
) {
  const vschema = (await orAbsent(context.topo.keyspaces.vschema(keyspace, { signal })))?.value;
  return byShard(context, keyspace, shards, signal, async (shard) => {
    const [primary] = await primaryFirst(context, keyspace, shard, signal);
    if (primary?.type !== 'PRIMARY') return [`no primary in shard ${keyspace}/${shard}`];
    const { schema_definition } = await ask(context, primary, 'GetSchema', { exclude_tables, include_views }, signal);
    const missing = (schema_definition?.table_definitions ?? []).filter(({ name }) => !vschema?.tables[name]);
    if (missing.length === 0) return [];
    return [
      `${keyspace}/${shard} has tables that are not in the vschema: [${missing.map(({ name }) => name).join(' ')}]`,
    ];
  });
}

export const validatePermissionsKeyspace: Handler<'ValidatePermissionsKeyspace'> = async (request, context, signal) => {
  const { keyspace, shards } = request;
  const { results } = await byShard(context, keyspace, shards, signal, async (shard) => {
    const tablets = await primaryFirst(context, keyspace, shard, signal);
    return compareToFirst(tablets, 'permissions', async (tablet) => {
      const { permissions } = await ask(context, tablet, 'GetPermissions', {}, signal);
      return JSON.stringify(permissions, (_k, v: unknown) => (typeof v === 'bigint' ? v.toString() : v));
    });
  });
  if (results.length > 0) throw new Error(`permissions diffs: ${results.join('; ')}`);
  return {};
};

async function primaryFirst(context: Context, keyspace: string, shard: string, signal: AbortSignal): Promise<Tablet[]> {
  const tablets = await shardTablets(context, keyspace, shard, signal);
  return tablets.sort((a, b) => Number(b.type === 'PRIMARY') - Number(a.type === 'PRIMARY'));
}
