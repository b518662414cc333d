import { VtError } from '@vt/base';
import type { Routing, VindexUse } from '@vt/plan';
import { type BindValue, type BindVariables, Type } from '@vt/sqltypes';
import { type Destination, resolveDestination, type ServingShard, tellsShard, type Vindex } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import { resolveValue, resolveValues } from './values.ts';

/** The shards of a routing, each with the binds it gets. Empty: no row can be anywhere. */
export type ShardBinds = { readonly shard: string; readonly binds: BindVariables };

export function resolveRouting(keyspace: string, routing: Routing, ctx: ExecutionContext): ShardBinds[] {
  const shards = ctx.runner.shards(keyspace);
  const to = (destination: Destination) =>
    everywhere(
      resolveDestination(destination, shards, (all) => ctx.runner.pick(all)),
      ctx,
    );
  switch (routing.type) {
    case 'Unsharded':
      return only(keyspace, everywhere(shards, ctx));
    case 'Reference':
      return to({ kind: 'AnyShard' });
    case 'Scatter':
      return everywhere(shards, ctx);
    case 'ByDestination':
      return to(routing.destination);
    case 'None':
      return [];
    case 'EqualUnique': {
      const values = routing.values.map((value) => resolveValue(value, ctx.binds));
      checkTrust(routing.vindex, values);
      return to(mapValues(vindexOf(routing.vindex, ctx), values));
    }
    case 'IN':
      return resolveIn(routing, shards, ctx);
  }
}

/** The statements for those shards. */
export function shardQueries(keyspace: string, sql: string, targets: readonly ShardBinds[]): ShardQuery[] {
  return targets.map(({ shard, binds }) => ({ keyspace, shard, sql, binds }));
}

/** One shard for a statement that has nowhere to go but whose columns the client wants to see. */
export function anyShardBinds(keyspace: string, routing: Routing, ctx: ExecutionContext): ShardBinds[] {
  const shard = ctx.runner.pick(ctx.runner.shards(keyspace));
  if (!shard) throw unavailable(keyspace);
  const binds =
    routing.type === 'IN' ? withValues(ctx.binds, [{ type: Type.NULL_TYPE, value: new Uint8Array(0) }]) : ctx.binds;
  return [{ shard: shard.name, binds }];
}

function resolveIn(
  routing: Extract<Routing, { type: 'IN' }>,
  shards: readonly ServingShard[],
  ctx: ExecutionContext,
): ShardBinds[] {
  const vindex = vindexOf(routing.vindex, ctx);
  const values = resolveValues(routing.values, ctx.binds);
  checkTrust(routing.vindex, values);
  const groups = new Map<string, BindValue[]>();
  for (const value of values) {
    for (const { name } of resolveDestination(mapValues(vindex, [value]), shards)) {
      const group = groups.get(name);
      if (group) group.push(value);
      else groups.set(name, [value]);
    }
  }
  return [...groups].map(([shard, group]) => ({ shard, binds: withValues(ctx.binds, group) }));
}

// The planner has seen to it for what it could see; what came as a bind is seen here first, and the plan relies on one shard.
function checkTrust(use: VindexUse, values: readonly BindValue[]): void {
  if (values.every((value) => tellsShard(value, use.column))) return;
  throw VtError.of('VT12001', `comparing the column of vindex '${use.name}' with a value of another type`);
}

export function vindexOf(use: VindexUse, ctx: ExecutionContext): Vindex {
  return ctx.vindex(use.keyspace, use.name);
}

export function mapValues(vindex: Vindex, values: readonly BindValue[]): Destination {
  const [first] = values;
  if (vindex.kind === 'multi') return vindex.map(values);
  if (vindex.kind === 'single' && first) return vindex.map(first);
  throw VtError.of('VT12001', `routing by vindex '${vindex.name}' of type ${vindex.type}`);
}

function withValues(binds: BindVariables, values: readonly BindValue[]): BindVariables {
  return { ...binds, __vals: { type: Type.TUPLE, value: new Uint8Array(0), values } };
}

function everywhere(shards: readonly ServingShard[], ctx: ExecutionContext): ShardBinds[] {
  return shards.map(({ name }) => ({ shard: name, binds: ctx.binds }));
}

function only(keyspace: string, shards: ShardBinds[]): ShardBinds[] {
  if (shards.length === 0) throw unavailable(keyspace);
  if (shards.length === 1) return shards;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `keyspace '${keyspace}' has ${shards.length} shards but its vschema says that it is not sharded`,
  });
}

function unavailable(keyspace: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: `no shard of keyspace '${keyspace}' is served` });
}
