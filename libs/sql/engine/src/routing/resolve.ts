import { VtError } from '@vt/base';
import type { PlanRows, PlanValue, PlanValues, Routing, VindexUse } from '@vt/plan';
import { type BindValue, type BindVariables, Type } from '@vt/sqltypes';
import {
  type Destination,
  notSharded,
  resolveDestination,
  type ServingShard,
  tellsShard,
  type Vindex,
} from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import { mapMany } from './map.ts';
import { resolveValue, resolveValues } from './values.ts';

/** The shards of a routing, each with the binds it gets. Empty: no row can be anywhere. */
export type ShardBinds = { readonly shard: string; readonly binds: BindVariables };

export async function resolveRouting(keyspace: string, routing: Routing, ctx: ExecutionContext): Promise<ShardBinds[]> {
  const shards = ctx.runner.shards(keyspace);
  const to = (destinations: readonly Destination[]) => {
    const names = new Set(
      destinations.flatMap((destination) =>
        resolveDestination(destination, shards, (all) => ctx.runner.pick(all)).map(({ name }) => name),
      ),
    );
    return everywhere(
      shards.filter(({ name }) => names.has(name)),
      ctx,
    );
  };
  switch (routing.type) {
    case 'Unsharded':
    case 'Next':
      return everywhere(only(keyspace, shards), ctx);
    case 'Reference':
    case 'DBA':
      return to([{ kind: 'AnyShard' }]);
    case 'Scatter':
      return everywhere(shards, ctx);
    case 'ByDestination':
      return everywhere(
        resolveDestination(routing.destination, shards, (all) => ctx.runner.pick(all)),
        ctx,
      );
    case 'None':
      return [];
    case 'IN':
      return resolveIn(routing, shards, ctx);
    case 'Between':
      return to(rangeOf(routing, ctx));
    case 'Equal':
      if (routing.prefix) return to([prefixOf(routing, ctx)]);
      return to(await mapRows(routing.vindex, [routing.values], ctx));
    case 'EqualUnique':
    case 'SubShard':
      return to(await mapRows(routing.vindex, [routing.values], ctx));
    case 'MultiEqual':
      return to(await mapTrusted(routing.vindex, rowsOf(routing.rows, ctx.binds), ctx));
    case 'InColumns':
      return to(
        await mapTrusted(
          routing.vindex,
          combinations(routing.columns.map((list) => resolveValues(list, ctx.binds))),
          ctx,
        ),
      );
  }
}

function mapRows(
  use: VindexUse,
  rows: readonly (readonly PlanValue[])[],
  ctx: ExecutionContext,
): Promise<Destination[]> {
  return mapTrusted(
    use,
    rows.map((row) => row.map((value) => resolveValue(value, ctx.binds))),
    ctx,
  );
}

async function mapTrusted(
  use: VindexUse,
  rows: readonly (readonly BindValue[])[],
  ctx: ExecutionContext,
): Promise<Destination[]> {
  // NULL is equal to nothing.
  const known = rows.filter((row) => row.every(({ type }) => type !== Type.NULL_TYPE));
  for (const row of known) checkTrust(use, row);
  return mapMany(vindexOf(use, ctx), known, ctx);
}

function rowsOf(rows: PlanRows, binds: BindVariables): BindValue[][] {
  if (rows.kind === 'Rows') return rows.rows.map((row) => row.map((value) => resolveValue(value, binds)));
  throw VtError.of('VT12001', `a list of rows as bind variable '${rows.name}'`);
}

const COMBINATIONS_MAX = 10_000;

function combinations(columns: readonly (readonly BindValue[])[]): BindValue[][] {
  return columns.reduce<BindValue[][]>(
    (rows, values) => {
      if (rows.length * values.length > COMBINATIONS_MAX)
        throw VtError.of('VT12001', `more than ${COMBINATIONS_MAX} combinations of vindex values`);
      return rows.flatMap((row) => values.map((value) => [...row, value]));
    },
    [[]],
  );
}

/** The last value is one of those between, where a range of keyspace ids ends before its end. */
function rangeOf(routing: Extract<Routing, { type: 'Between' }>, ctx: ExecutionContext): Destination[] {
  const vindex = vindexOf(routing.vindex, ctx);
  const from = resolveValue(routing.from, ctx.binds);
  const to = resolveValue(routing.to, ctx.binds);
  checkTrust(routing.vindex, [from, to]);
  if (vindex.kind !== 'single' || !vindex.rangeMap) return [{ kind: 'AllShards' }];
  // Nothing is between NULL and something.
  if (from.type === Type.NULL_TYPE || to.type === Type.NULL_TYPE) return [];
  try {
    return [vindex.rangeMap(from, to), vindex.map(to)];
  } catch {
    // A value without a place, as a negative number, still has others beside it.
    return [{ kind: 'AllShards' }];
  }
}

function prefixOf(routing: Extract<Routing, { type: 'Equal' }>, ctx: ExecutionContext): Destination {
  const vindex = vindexOf(routing.vindex, ctx);
  const pattern = resolveValue(routing.values[0] as PlanValue, ctx.binds);
  return vindex.kind === 'single' && vindex.prefix ? vindex.prefix.map(pattern) : { kind: 'AllShards' };
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

async function resolveIn(
  routing: Extract<Routing, { type: 'IN' }>,
  shards: readonly ServingShard[],
  ctx: ExecutionContext,
): Promise<ShardBinds[]> {
  const values = resolveValues(routing.values as PlanValues, ctx.binds).filter(({ type }) => type !== Type.NULL_TYPE);
  checkTrust(routing.vindex, values);
  const places = await mapMany(
    vindexOf(routing.vindex, ctx),
    values.map((value) => [value]),
    ctx,
  );
  const groups = new Map<string, BindValue[]>();
  for (const [i, value] of values.entries()) {
    for (const { name } of resolveDestination(places[i] as Destination, shards)) {
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

function withValues(binds: BindVariables, values: readonly BindValue[]): BindVariables {
  return { ...binds, __vals: { type: Type.TUPLE, value: new Uint8Array(0), values } };
}

function everywhere(shards: readonly ServingShard[], ctx: ExecutionContext): ShardBinds[] {
  return shards.map(({ name }) => ({ shard: name, binds: ctx.binds }));
}

function only(keyspace: string, shards: readonly ServingShard[]): readonly ServingShard[] {
  if (shards.length === 0) throw unavailable(keyspace);
  if (shards.length === 1) return shards;
  throw notSharded(shards, keyspace);
}

function unavailable(keyspace: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: `no shard of keyspace '${keyspace}' is served` });
}
