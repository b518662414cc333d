import { create } from '@vt/proto';
import { orAbsent, type Tablet } from '@vt/topo';
import { ask } from '../../ask.ts';
import type { Context, Handler } from '../../context.ts';
import { aliasOf, shardTablets } from '../../shard-tablets.ts';
import { byShard, checkShard } from './checks.ts';
import { type Comparison, compareTo, permissionDifferences, schemaDifferences, versionDifferences } from './compare.ts';
import { tabletVersion } from './tablet-version.ts';

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
  results: (await compared(context, keyspace, [shard], signal, versions(context, signal))).results,
});

export const validateVersionKeyspace: Handler<'ValidateVersionKeyspace'> = async ({ keyspace }, context, signal) =>
  compared(context, keyspace, [], signal, versions(context, signal));

/** The tablets of a keyspace should be of one build. */
const versions = (context: Context, signal: AbortSignal): Comparison<string> => ({
  what: 'version',
  read: (tablet) => tabletVersion(context, tablet, signal),
  differences: versionDifferences,
});

export const validateSchemaKeyspace: Handler<'ValidateSchemaKeyspace'> = async (request, context, signal) => {
  const { keyspace, exclude_tables, include_views, skip_no_primary, include_vschema, shards } = request;
  const checked = await compared(
    context,
    keyspace,
    shards,
    signal,
    {
      what: 'schema',
      read: async (tablet) => {
        const wanted = { exclude_tables, include_views, table_schema_only: true };
        const { schema_definition } = await ask(context, tablet, 'GetSchema', wanted, signal);
        return schema_definition ?? create('tabletmanagerdata.SchemaDefinition', {});
      },
      differences: schemaDifferences,
    },
    skip_no_primary ? 'skipped' : 'told',
  );
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
  const { results } = await compared(context, keyspace, shards, signal, {
    what: 'permissions',
    read: async (tablet) => {
      const { permissions } = await ask(context, tablet, 'GetPermissions', {}, signal);
      return permissions ?? create('tabletmanagerdata.Permissions', {});
    },
    differences: permissionDifferences,
  });
  if (results.length > 0) throw new Error(`permissions diffs: ${results.join('; ')}`);
  return {};
};

/**
 * Compares all tablets of a keyspace's shards to the primary of the first of them that has one.
 * @param withoutPrimary what becomes of a shard that has none: it is compared like others, told as a fault, or passed over.
 */
async function compared<T>(
  context: Context,
  keyspace: string,
  only: readonly string[],
  signal: AbortSignal,
  comparison: Comparison<T>,
  withoutPrimary: 'compared' | 'told' | 'skipped' = 'compared',
) {
  const names = only.length > 0 ? only : await context.topo.shards.names(keyspace, { signal });
  const found = await Promise.all(
    names.map(async (shard) => [shard, await primaryFirst(context, keyspace, shard, signal)] as const),
  );
  const hasPrimary = (tablets: readonly Tablet[]): boolean => tablets[0]?.type === 'PRIMARY';
  const taken = found.filter(([, tablets]) => withoutPrimary === 'compared' || hasPrimary(tablets));
  const reference = (taken.find(([, tablets]) => hasPrimary(tablets)) ?? taken[0])?.[1][0];
  const results = reference ? await compareTo(reference, new Map(taken), comparison) : new Map<string, string[]>();
  return byShard(context, keyspace, only, signal, async (shard) => {
    const isLeftOut = !taken.some(([name]) => name === shard);
    if (isLeftOut) return withoutPrimary === 'told' ? [`no primary in shard ${keyspace}/${shard}`] : [];
    return results.get(shard) ?? [];
  });
}

/** The tablets of a shard, its primary first. A shard that has no record is NOT_FOUND. */
async function primaryFirst(context: Context, keyspace: string, shard: string, signal: AbortSignal): Promise<Tablet[]> {
  await context.topo.shards.get(keyspace, shard, { signal });
  const tablets = await shardTablets(context, keyspace, shard, signal);
  return tablets.sort((a, b) => Number(b.type === 'PRIMARY') - Number(a.type === 'PRIMARY'));
}
