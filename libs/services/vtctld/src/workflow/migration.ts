import { VtError } from '@vt/base';
import { fromJsonText, type Message } from '@vt/proto';
import type { Context } from '../context.ts';
import { migrationId } from './names.ts';
import { type Primary, primariesOf } from './shards.ts';
import { type Placed, readWorkflows, type StreamRow, type WorkflowRows } from './tablet-calls.ts';

export type Options = Message<'vtctldata.WorkflowOptions'>;

/** One tablet that a workflow writes to. */
export type Target = { readonly primary: Primary; readonly rows: WorkflowRows };

/** A workflow as its rows on the target's primaries tell it. */
export type Migration = {
  readonly workflow: string;
  readonly type: WorkflowRows['workflow_type'];
  readonly subType: WorkflowRows['workflow_sub_type'];
  /** Tables move between keyspaces, or the shards of one are exchanged. */
  readonly kind: 'tables' | 'shards';
  readonly sourceKeyspace: string;
  readonly targetKeyspace: string;
  /** Not set: the source is of this cluster. */
  readonly externalCluster: string;
  /** Empty where the source is another cluster. */
  readonly sources: ReadonlyMap<string, Primary>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly streams: readonly StreamRow[];
  /** Sorted; of workflows that move tables. */
  readonly tables: readonly string[];
  /** Writes were switched: the streams are only kept for reference. */
  readonly isFrozen: boolean;
  readonly options: Options;
  readonly id: bigint;
};

export const FROZEN = 'FROZEN';

/** Throws NOT_FOUND where the keyspace has no such workflow. */
export async function loadMigration(
  context: Context,
  keyspace: string,
  workflow: string,
  signal: AbortSignal,
  shards: readonly string[] = [],
): Promise<Migration> {
  const found = await findMigration(context, keyspace, workflow, signal, shards);
  if (found) return found;
  throw new VtError({
    code: 'NOT_FOUND',
    message: `no streams found for workflow ${workflow} in keyspace ${keyspace}`,
  });
}

export async function findMigration(
  context: Context,
  keyspace: string,
  workflow: string,
  signal: AbortSignal,
  shards: readonly string[] = [],
): Promise<Migration | undefined> {
  const primaries = await primariesOf(context.topo, keyspace, signal, { shards, lenient: true });
  const placed = await readWorkflows(context, primaries.values(), workflow, signal);
  return placed.length === 0 ? undefined : migrationOf(context, keyspace, workflow, placed, signal);
}

async function migrationOf(
  context: Context,
  keyspace: string,
  workflow: string,
  placed: readonly Placed[],
  signal: AbortSignal,
): Promise<Migration> {
  const streams = placed.flatMap(({ rows }) => rows.streams);
  const [first] = placed as [Placed, ...Placed[]];
  const sourceKeyspace = streams[0]?.bls?.keyspace ?? '';
  const externalCluster = streams[0]?.bls?.external_cluster ?? '';
  const sourceShards = [...new Set(streams.map(({ bls }) => bls?.shard ?? ''))].sort();
  const isElsewhere = externalCluster !== '' || streams.some(({ bls }) => (bls?.external_mysql ?? '') !== '');
  const isMove = moves.has(first.rows.workflow_type);
  const known = isElsewhere ? [] : isMove ? sourceShards : await present(context, sourceKeyspace, sourceShards, signal);
  const sources =
    known.length === 0
      ? new Map<string, Primary>()
      : await primariesOf(context.topo, sourceKeyspace, signal, { shards: known });
  const kind = first.rows.workflow_type === 'Reshard' ? 'shards' : 'tables';
  const ids = placed.flatMap(({ primary, rows }) => rows.streams.map(({ id }) => ({ shard: primary.shard, id })));
  return {
    workflow,
    kind,
    type: first.rows.workflow_type,
    subType: first.rows.workflow_sub_type,
    sourceKeyspace,
    targetKeyspace: keyspace,
    externalCluster,
    sources,
    targets: new Map(placed.map((one) => [one.primary.shard, one])),
    streams,
    tables: kind === 'tables' ? tablesOf(streams) : [],
    isFrozen: streams.every(({ message }) => message === FROZEN),
    options: readOptions(first.rows.options),
    id: migrationId(keyspace, ids),
  };
}

/** Workflows whose source loses what they bring. */
export const moves: ReadonlySet<unknown> = new Set(['MoveTables', 'Reshard', 'Migrate']);

/** Those that are still there. A lookup vindex whose copy ended before its owner was resharded is put to use, or given up, all the same. */
async function present({ topo }: Context, keyspace: string, shards: readonly string[], signal: AbortSignal) {
  const names = await topo.shards.names(keyspace, { signal });
  return shards.filter((shard) => names.includes(shard));
}

export function readOptions(text: string): Options {
  return fromJsonText('vtctldata.WorkflowOptions', text === '' ? '{}' : text);
}

/** Tables that the streams' rules name, sorted. */
export function tablesOf(streams: readonly StreamRow[]): string[] {
  const names = streams.flatMap(({ bls }) => (bls?.filter?.rules ?? []).map(({ match }) => match));
  return [...new Set(names.filter((name) => !name.startsWith('/')))].sort();
}
