import { type MessageInput, toText } from '@vt/proto';
import { fullKeyRange, keyRangesIntersect } from '@vt/vschema';
import type { Context } from '../../context.ts';
import { divisionOf, type Rule, rangeFilter, tableRule } from '../create/filters.ts';
import { type VSchema, vschemaOf } from '../create/move-tables.ts';
import { FROZEN, type Migration } from '../migration.ts';
import { isReverse, literal, migrationId, reverseName } from '../names.ts';
import type { Primary } from '../shards.ts';
import { deleteStreams, each, engine, readWorkflows, updateStreams } from '../tablet-calls.ts';
import { conditionsOf } from './tenant.ts';

const UNBOUNDED = '9223372036854775807';
const types = ['Materialize', 'MoveTables', 'CreateLookupIndex', 'Migrate', 'Reshard', 'OnlineDDL'];
const subTypes = ['None', 'Partial', 'AtomicCopy'];

/** What the way back needs to know, gathered before anything stands still. */
export type ReversePlan = {
  readonly migration: Migration;
  readonly vschema: VSchema;
};

/** Of streams whose position is not yet where they will go on from. */
const PREPARED = 'prepared for the switch';

export async function planReverse(context: Context, migration: Migration, signal: AbortSignal): Promise<ReversePlan> {
  return { migration, vschema: await vschemaOf(context.topo, migration.sourceKeyspace, signal) };
}

/**
 * Makes the streams that bring changes of the targets back to the sources, stopped: while writes still run, so that nobody waits for it. `startReverse` says
 * from where they go. What is there already is replaced: what an earlier attempt left, or, when traffic goes back, the workflow itself.
 *
 * INVARIANT: new ones before old ones go. A workflow of which nothing is left could not be named by any command any more.
 */
export async function createReverse(context: Context, plan: ReversePlan, signal: AbortSignal): Promise<void> {
  const { migration } = plan;
  const name = reverseName(migration.workflow);
  await each(migration.sources.values(), async (source) => {
    const before = await readWorkflows(context, [source], name, signal);
    const rows = [...migration.targets.values()]
      .filter(({ primary }) => feeds(primary, source, migration))
      .map(({ primary }, i) => rowOf(plan, source, primary, i === 0));
    const sql = `insert into _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, tablet_types, cell, time_updated, transaction_timestamp, state, message, db_name, workflow_type, workflow_sub_type, defer_secondary_keys, options) values ${rows.join(', ')}`;
    await engine(context, source.tablet, sql, signal);
    const old = before.flatMap(({ rows: { streams } }) => streams.map(({ id }) => id));
    if (old.length === 0) return;
    await engine(context, source.tablet, `delete from _vt.vreplication where id in (${old.join(', ')})`, signal);
  });
  await forgetJournals(context, migration, signal);
}

/**
 * INVARIANT: a journal says that a switch has happened. Streams are told apart by shard and number only, and a shard that was made anew counts from
 * one again: a journal that an earlier switch back left with the same id would have the next one believe that it is over.
 */
async function forgetJournals(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const placed = await readWorkflows(context, migration.sources.values(), reverseName(migration.workflow), signal);
  const ids = placed.flatMap(({ primary, rows }) => rows.streams.map(({ id }) => ({ shard: primary.shard, id })));
  const id = migrationId(migration.sourceKeyspace, ids);
  await each(migration.targets.values(), ({ primary: { tablet, database } }) => {
    const sql = `delete from _vt.resharding_journal where id = ${id} and db_name = ${literal(database)}`;
    return engine(context, tablet, sql, signal);
  });
}

/** Whether rows of a target may belong to a source: what streamed one way streams back. */
function feeds(target: Primary, source: Primary, { targets, kind }: Migration): boolean {
  const own = targets.get(target.shard)?.rows.streams ?? [];
  if (kind === 'tables') return own.some(({ bls }) => bls?.shard === source.shard);
  return keyRangesIntersect(target.record.key_range ?? fullKeyRange, source.record.key_range ?? fullKeyRange);
}

function rowOf(plan: ReversePlan, source: Primary, target: Primary, isFirst: boolean): string {
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
    `''`,
    UNBOUNDED,
    UNBOUNDED,
    literal(tabletTypesOf(migration, target)),
    literal(rows?.cells ?? ''),
    String(now),
    '0',
    `'Stopped'`,
    literal(PREPARED),
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

/**
 * Lets the way back begin where the targets were when writes went over, by target shard; without `isRunning` it stays ready for who starts it. One that
 * has begun goes on from where it is.
 */
export async function startReverse(
  context: Context,
  migration: Migration,
  positions: ReadonlyMap<string, string>,
  isRunning: boolean,
  signal: AbortSignal,
): Promise<void> {
  const placed = await readWorkflows(context, migration.sources.values(), reverseName(migration.workflow), signal);
  const state = isRunning ? `, state = 'Running'` : '';
  await each(placed, async ({ primary, rows }) => {
    for (const { id, bls, message } of rows.streams) {
      const position = message === PREPARED ? `, pos = ${literal(positions.get(bls?.shard ?? '') ?? '')}` : '';
      const sql = `update _vt.vreplication set message = ''${position}${state} where id in (${id})`;
      await engine(context, primary.tablet, sql, signal);
    }
  });
}

/** Of a switch that does not happen. When traffic was to go back they are the workflow itself, which rests again as it did before. */
export async function undoReverse(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const name = reverseName(migration.workflow);
  await each(migration.sources.values(), async (source) => {
    if (isReverse(name)) await deleteStreams(context, source, name, signal);
    else await updateStreams(context, source, name, `state = 'Stopped', message = '${FROZEN}'`, signal);
  });
}
