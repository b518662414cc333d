import { orAbsent } from '@vt/topo';
import type { Context } from '../context.ts';
import type { Migration } from './migration.ts';
import { type ReadType, readTypes } from './names.ts';
import { readRules } from './routing.ts';
import { ownKeyspace } from './switch/tenant.ts';

/** Cells whose reads of a type go to the target already, and the others. */
export type ReadState = { readonly switched: readonly string[]; readonly waiting: readonly string[] };

export type TrafficState = {
  readonly reads: Readonly<Record<ReadType, ReadState>>;
  readonly writes: boolean;
  /** Of a move of some shards: which of the source's shards write to the target. */
  readonly shards?: { readonly switched: readonly string[]; readonly waiting: readonly string[] };
};

export async function trafficState(context: Context, migration: Migration, signal: AbortSignal): Promise<TrafficState> {
  const cells = await context.topo.cells.names({ signal });
  if (migration.kind === 'shards') return shardsState(context, migration, cells, signal);
  if (migration.options.tenant_id !== '') return tenantState(context, migration, cells, signal);
  if (migration.subType === 'Partial') return partialState(context, migration, cells, signal);
  return tablesState(context, migration, cells, signal);
}

async function shardsState(
  { topo }: Context,
  { targetKeyspace, targets }: Migration,
  cells: readonly string[],
  signal: AbortSignal,
): Promise<TrafficState> {
  const graphs = await Promise.all(
    cells.map(async (cell) => [cell, await orAbsent(topo.serving.keyspace(cell, targetKeyspace, { signal }))] as const),
  );
  const names = [...targets.keys()];
  const serves = (type: ReadType, graph: (typeof graphs)[number][1]): boolean => {
    const partition = graph?.partitions.find(({ served_type }) => served_type === type);
    return names.some((name) => partition?.shard_references.some((reference) => reference.name === name));
  };
  const known = graphs.filter(([, graph]) => graph !== undefined);
  const of = (type: ReadType): ReadState => ({
    switched: known.filter(([, graph]) => serves(type, graph)).map(([cell]) => cell),
    waiting: known.filter(([, graph]) => !serves(type, graph)).map(([cell]) => cell),
  });
  const writes = [...targets.values()].some(({ primary }) => primary.record.is_primary_serving);
  return { reads: { REPLICA: of('REPLICA'), RDONLY: of('RDONLY') }, writes };
}

const everywhere = (isSwitched: boolean, cells: readonly string[]): ReadState =>
  isSwitched ? { switched: cells, waiting: [] } : { switched: [], waiting: cells };

async function tablesState(
  { topo }: Context,
  { sourceKeyspace, targetKeyspace, tables }: Migration,
  cells: readonly string[],
  signal: AbortSignal,
): Promise<TrafficState> {
  const rules = await readRules(topo, signal);
  const [table = ''] = tables;
  // Not the table's name alone: tables of other keyspaces have the same, and may be moved too.
  const leads = (suffix: string): boolean =>
    rules.get(`${sourceKeyspace}.${table}${suffix}`)?.[0]?.startsWith(`${targetKeyspace}.`) ?? false;
  const of = (type: ReadType): ReadState => everywhere(leads(`@${type.toLowerCase()}`), cells);
  return { reads: { REPLICA: of('REPLICA'), RDONLY: of('RDONLY') }, writes: leads('') };
}

async function tenantState(
  { topo }: Context,
  migration: Migration,
  cells: readonly string[],
  signal: AbortSignal,
): Promise<TrafficState> {
  const own = await ownKeyspace(topo, migration, signal);
  const { rules } = await topo.rules.keyspaceRouting.get({ signal });
  const leads = (suffix: string): boolean =>
    rules.some((rule) => rule.from_keyspace === own + suffix && rule.to_keyspace === migration.targetKeyspace);
  const of = (type: ReadType): ReadState => everywhere(leads(`@${type.toLowerCase()}`), cells);
  return { reads: { REPLICA: of('REPLICA'), RDONLY: of('RDONLY') }, writes: leads('') };
}

async function partialState(
  { topo }: Context,
  { sourceKeyspace, targetKeyspace }: Migration,
  cells: readonly string[],
  signal: AbortSignal,
): Promise<TrafficState> {
  const { rules } = await topo.rules.shardRouting.get({ signal });
  const shards = await topo.shards.names(sourceKeyspace, { signal });
  const moved = (shard: string): boolean =>
    rules.some((r) => r.from_keyspace === sourceKeyspace && r.to_keyspace === targetKeyspace && r.shard === shard);
  const switched = shards.filter(moved);
  const waiting = shards.filter((shard) => !moved(shard));
  const all = everywhere(waiting.length === 0, cells);
  return { reads: { REPLICA: all, RDONLY: all }, writes: waiting.length === 0, shards: { switched, waiting } };
}

/** As an operator reads it. */
export function describeTraffic({ reads, writes, shards }: TrafficState): string {
  if (shards) return describePartial(shards.switched);
  return `${describeReads(reads)}. ${writes ? 'Writes Switched' : 'Writes Not Switched'}`;
}

function describePartial(switched: readonly string[]): string {
  if (switched.length === 0) return 'Reads Not Switched. Writes Not Switched';
  const names = switched.join(',');
  return `Reads partially switched, for shards: ${names}. Writes partially switched, for shards: ${names}`;
}

function describeReads(reads: TrafficState['reads']): string {
  const isAll = readTypes.every((type) => reads[type].waiting.length === 0) && reads.REPLICA.switched.length > 0;
  if (isAll) return 'All Reads Switched';
  if (readTypes.every((type) => reads[type].switched.length === 0)) return 'Reads Not Switched';
  const parts = readTypes.map((type) => {
    const name = type === 'REPLICA' ? 'Replica' : 'Rdonly';
    const { switched, waiting } = reads[type];
    if (waiting.length === 0) return `All ${name} Reads Switched`;
    return switched.length === 0 ? `${name} not switched` : `${name} switched in cells: ${switched.join(',')}`;
  });
  return `Reads partially switched. ${parts.join('. ')}`;
}
