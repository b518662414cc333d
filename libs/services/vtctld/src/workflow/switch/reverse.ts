import { type MessageInput, toText } from '@vt/proto';
import { fullKeyRange, keyRangesIntersect } from '@vt/vschema';
import type { Context } from '../../context.ts';
import { divisionOf, type Rule, rangeFilter, tableRule } from '../create/filters.ts';
import { type VSchema, vschemaOf } from '../create/move-tables.ts';
import type { Migration } from '../migration.ts';
import { literal, reverseName } from '../names.ts';
import type { Primary } from '../shards.ts';
import { deleteStreams, each, engine, updateStreams } from '../tablet-calls.ts';
import { conditionsOf } from './tenant.ts';

const UNBOUNDED = '9223372036854775807';
const types = ['Materialize', 'MoveTables', 'CreateLookupIndex', 'Migrate', 'Reshard', 'OnlineDDL'];
const subTypes = ['None', 'Partial', 'AtomicCopy'];

/** What the way back needs to know, gathered before anything stands still. */
export type ReversePlan = {
  readonly migration: Migration;
  readonly vschema: VSchema;
};

export async function planReverse(context: Context, migration: Migration, signal: AbortSignal): Promise<ReversePlan> {
  return { migration, vschema: await vschemaOf(context.topo, migration.sourceKeyspace, signal) };
}

/**
 * Makes the streams that bring changes of the targets back to the sources, stopped, from the positions given by target shard. What an earlier attempt
 * left is replaced.
 */
export async function createReverse(
  context: Context,
  plan: ReversePlan,
  positions: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const { migration } = plan;
  const name = reverseName(migration.workflow);
  await each(migration.sources.values(), async (source) => {
    await deleteStreams(context, source, name, signal);
    const rows = [...migration.targets.values()]
      .filter(({ primary }) => feeds(primary, source, migration))
      .map(({ primary }, i) => rowOf(plan, source, primary, i === 0, positions.get(primary.shard) ?? ''));
    const sql = `insert into _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, tablet_types, cell, time_updated, transaction_timestamp, state, db_name, workflow_type, workflow_sub_type, defer_secondary_keys, options) values ${rows.join(', ')}`;
    await engine(context, source.tablet, sql, signal);
  });
}

/** Whether rows of a target may belong to a source: what streamed one way streams back. */
function feeds(target: Primary, source: Primary, { targets, kind }: Migration): boolean {
  const own = targets.get(target.shard)?.rows.streams ?? [];
  if (kind === 'tables') return own.some(({ bls }) => bls?.shard === source.shard);
  return keyRangesIntersect(target.record.key_range ?? fullKeyRange, source.record.key_range ?? fullKeyRange);
}

function rowOf(plan: ReversePlan, source: Primary, target: Primary, isFirst: boolean, position: string): string {
  const { migration } = plan;
  const rows = migration.targets.get(target.shard)?.rows;
  const forward = rows?.streams[0]?.bls;
  const bls: MessageInput<'binlogdata.BinlogSource'> = {
    keyspace: migration.targetKeyspace,
    shard: target.shard,
    filter: { rules: rulesOf(plan, source, isFirst) },
    on_ddl: forward?.on_ddl ?? 'IGNORE',
    source_time_zone: forward?.target_time_zone ?? '',
    target_time_zone: forward?.source_time_zone ?? '',
  };
  const now = Math.floor(Date.now() / 1000);
  const values = [
    literal(reverseName(migration.workflow)),
    literal(toText('binlogdata.BinlogSource', bls)),
    literal(position),
    UNBOUNDED,
    UNBOUNDED,
    literal(tabletTypesOf(migration, target)),
    literal(rows?.cells ?? ''),
    String(now),
    '0',
    `'Stopped'`,
    literal(source.database),
    String(Math.max(0, types.indexOf(String(migration.type)))),
    String(Math.max(0, subTypes.indexOf(String(migration.subType)))),
    '0',
    literal(rows?.options === '' || rows === undefined ? '{}' : rows.options),
  ];
  return `(${values.join(', ')})`;
}

function tabletTypesOf({ targets }: Migration, target: Primary): string {
  const rows = targets.get(target.shard)?.rows;
  const list = (rows?.tablet_types ?? []).join(',').toLowerCase();
  return rows?.tablet_selection_preference === 'INORDER' && list !== '' ? `in_order:${list}` : list;
}

/** Reference tables are whole on every target: the first one's changes do. */
function rulesOf({ migration, vschema }: ReversePlan, source: Primary, isFirst: boolean): Rule[] {
  const { kind, tables, sourceKeyspace } = migration;
  if (kind === 'tables') {
    const where = conditionsOf(migration);
    return tables.map((table) =>
      tableRule(table, sourceKeyspace, divisionOf(sourceKeyspace, vschema, table), rangeFilter(source), where),
    );
  }
  const references = Object.entries(vschema.tables).filter(([, { type }]) => type === 'reference');
  return [
    ...references.map(([match]): Rule => ({ match, filter: isFirst ? '' : 'exclude' })),
    { match: '/.*', filter: rangeFilter(source) },
  ];
}

export async function startReverse(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const name = reverseName(migration.workflow);
  await each(migration.sources.values(), (source) =>
    updateStreams(context, source, name, `state = 'Running', message = ''`, signal),
  );
}

export async function deleteReverse(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const name = reverseName(migration.workflow);
  await each(migration.sources.values(), (source) => deleteStreams(context, source, name, signal));
}
