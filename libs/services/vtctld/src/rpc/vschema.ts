import { VtError } from '@vt/base';
import { create, type Message } from '@vt/proto';
import { orAbsent, rebuildSrvVSchema } from '@vt/topo';
import type { Context, Handler } from '../context.ts';
import { alteredBySql, checkVSchema } from '../vschema-check.ts';

const orAll = (cells: readonly string[]): readonly string[] | undefined => (cells.length > 0 ? cells : undefined);

/**
 * Where what is saved is to be published; undefined: everywhere. Aliases stand for their cells. INVARIANT: asked for before anything is saved. A command
 * that fails has changed nothing. @throws TopoError NoNode for what is neither a cell nor an alias
 */
async function publishedIn(topo: Context['topo'], cells: readonly string[], signal: AbortSignal) {
  return cells.length > 0 ? await topo.cells.expand(cells, { signal }) : undefined;
}

export const applyVSchema: Handler<'ApplyVSchema'> = async (request, { topo }, signal) => {
  const { keyspace, v_schema, sql, dry_run, skip_rebuild, cells, strict } = request;
  if ((v_schema === null) === (sql === '')) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'one of VSchema or SQL must be specified' });
  }
  await topo.keyspaces.get(keyspace, { signal });
  const others = await othersOf(topo, keyspace, signal);
  const make = (stored: VSchema): Wanted => {
    const wanted = v_schema ?? alteredBySql(keyspace, stored, sql);
    return { wanted, unknown: unknownParams(checkVSchema(keyspace, wanted, others), strict) };
  };
  let { wanted, unknown } = make(await storedVSchema(topo, keyspace, signal));
  const published = skip_rebuild ? undefined : await publishedIn(topo, cells, signal);
  if (dry_run) return { v_schema: wanted, unknown_vindex_params: unknown };
  if (v_schema) await topo.keyspaces.saveVSchema(keyspace, v_schema, { signal });
  else {
    // What another statement has changed meanwhile stays.
    const alter = (stored: VSchema): void => {
      ({ wanted, unknown } = make(stored));
      Object.assign(stored, wanted);
    };
    await topo.keyspaces.updateVSchema(keyspace, alter, { signal });
  }
  if (!skip_rebuild) await rebuildSrvVSchema(topo, { signal, cells: published });
  return { v_schema: (await topo.keyspaces.vschema(keyspace, { signal })).value, unknown_vindex_params: unknown };
};

type VSchema = Message<'vschema.Keyspace'>;
type Params = Record<string, { readonly params: string[] }>;
type Wanted = { readonly wanted: VSchema; readonly unknown: Params };

/** @throws INVALID_ARGUMENT for any, where that is `strict` */
function unknownParams(unknown: ReadonlyMap<string, string[]>, strict: boolean): Params {
  if (strict && unknown.size > 0) {
    const named = [...unknown].map(([vindex, params]) => `${vindex} (${params.join(', ')})`);
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `unknown vindex params: ${named.join('; ')}` });
  }
  return Object.fromEntries([...unknown].map(([name, params]) => [name, { params }]));
}

async function storedVSchema(topo: Context['topo'], keyspace: string, signal: AbortSignal) {
  return (await orAbsent(topo.keyspaces.vschema(keyspace, { signal })))?.value ?? create('vschema.Keyspace');
}

async function othersOf(topo: Context['topo'], keyspace: string, signal: AbortSignal) {
  const names = (await topo.keyspaces.names({ signal })).filter((name) => name !== keyspace);
  const found = names.map(async (name) => [name, await storedVSchema(topo, name, signal)] as const);
  return new Map(await Promise.all(found));
}

export const getVSchema: Handler<'GetVSchema'> = async ({ keyspace }, { topo }, signal) => ({
  v_schema: (await topo.keyspaces.vschema(keyspace, { signal })).value,
});

export const rebuildVSchemaGraph: Handler<'RebuildVSchemaGraph'> = async ({ cells }, { topo }, signal) => {
  await rebuildSrvVSchema(topo, { signal, cells: await publishedIn(topo, cells, signal) });
  return {};
};

export const getSrvVSchema: Handler<'GetSrvVSchema'> = async ({ cell }, { topo }, signal) => ({
  srv_v_schema: await topo.serving.vschema(cell, { signal }),
});

export const getSrvVSchemas: Handler<'GetSrvVSchemas'> = async ({ cells }, { topo }, signal) => {
  const found = await Promise.all(
    (orAll(cells) ?? (await topo.cells.names({ signal }))).map(
      async (cell) => [cell, await orAbsent(topo.serving.vschema(cell, { signal }))] as const,
    ),
  );
  return {
    srv_v_schemas: Object.fromEntries(
      found.filter((f): f is [string, NonNullable<(typeof f)[1]>] => f[1] !== undefined),
    ),
  };
};

export const getSrvKeyspaceNames: Handler<'GetSrvKeyspaceNames'> = async ({ cells }, { topo }, signal) => {
  const wanted = orAll(cells) ?? (await topo.cells.names({ signal }));
  const names = await Promise.all(
    wanted.map(async (cell) => [cell, { names: await topo.serving.keyspaceNames(cell, { signal }) }] as const),
  );
  return { names: Object.fromEntries(names) };
};

export const getSrvKeyspaces: Handler<'GetSrvKeyspaces'> = async ({ keyspace, cells }, { topo }, signal) => {
  const wanted = orAll(cells) ?? (await topo.cells.names({ signal }));
  // A cell that does not serve it is told too, without anything.
  const found = await Promise.all(
    wanted.map(async (cell) => {
      const record = await orAbsent(topo.serving.keyspace(cell, keyspace, { signal }));
      return [cell, record ?? create('topodata.SrvKeyspace')] as const;
    }),
  );
  return { srv_keyspaces: Object.fromEntries(found) };
};

type RulesRequest = { readonly skip_rebuild: boolean; readonly rebuild_cells: readonly string[] };

/** Replaces a set of rules under the lock of those who edit them, and publishes it. */
async function replaceRules(
  { topo }: Context,
  save: () => Promise<void>,
  request: RulesRequest,
  signal: AbortSignal,
): Promise<object> {
  const cells = request.skip_rebuild ? undefined : await publishedIn(topo, request.rebuild_cells, signal);
  const lock = await topo.rules.lock('ApplyRoutingRules', { signal });
  try {
    await save();
  } finally {
    await lock.unlock();
  }
  if (!request.skip_rebuild) await rebuildSrvVSchema(topo, { signal, cells });
  return {};
}

export const applyRoutingRules: Handler<'ApplyRoutingRules'> = async (request, context, signal) =>
  replaceRules(
    context,
    () => context.topo.rules.routing.save(request.routing_rules ?? {}, { signal }),
    request,
    signal,
  );

export const getRoutingRules: Handler<'GetRoutingRules'> = async (_request, { topo }, signal) => ({
  routing_rules: await topo.rules.routing.get({ signal }),
});

export const applyShardRoutingRules: Handler<'ApplyShardRoutingRules'> = async (request, context, signal) =>
  replaceRules(
    context,
    () => context.topo.rules.shardRouting.save(request.shard_routing_rules ?? {}, { signal }),
    request,
    signal,
  );

export const getShardRoutingRules: Handler<'GetShardRoutingRules'> = async (_request, { topo }, signal) => ({
  shard_routing_rules: await topo.rules.shardRouting.get({ signal }),
});

export const applyKeyspaceRoutingRules: Handler<'ApplyKeyspaceRoutingRules'> = async (request, context, signal) => {
  refuseTwice((request.keyspace_routing_rules?.rules ?? []).map(({ from_keyspace }) => from_keyspace));
  await replaceRules(
    context,
    () => context.topo.rules.keyspaceRouting.save(request.keyspace_routing_rules ?? {}, { signal }),
    request,
    signal,
  );
  return { keyspace_routing_rules: request.keyspace_routing_rules };
};

/** A keyspace is routed to one other: of two rules gates would take one. */
function refuseTwice(keyspaces: readonly string[]): void {
  const twice = keyspaces.find((name, i) => keyspaces.indexOf(name) < i);
  if (twice === undefined) return;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `duplicate rule for keyspace ${twice}` });
}

export const getKeyspaceRoutingRules: Handler<'GetKeyspaceRoutingRules'> = async (_request, { topo }, signal) => ({
  keyspace_routing_rules: await topo.rules.keyspaceRouting.get({ signal }),
});
