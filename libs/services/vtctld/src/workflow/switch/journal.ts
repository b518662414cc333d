import { fromText, type Message, type MessageInput, toText } from '@vt/proto';
import type { Context } from '../../context.ts';
import type { ReachCrashPoint } from '../crash-point.ts';
import type { Migration } from '../migration.ts';
import { literal } from '../names.ts';
import { each, engine, query } from '../tablet-calls.ts';

export type Journal = Message<'binlogdata.Journal'>;

/** The journals of this switch, by source shard: where one is, the switch has happened. */
export async function readJournals(
  context: Context,
  { sources, id }: Migration,
  signal: AbortSignal,
): Promise<Map<string, Journal>> {
  const found = await each(sources, async ([shard, { tablet, database }]) => {
    const sql = `select val from _vt.resharding_journal where id = ${id} and db_name = ${literal(database)}`;
    const [row] = await query(context, tablet, sql, signal);
    return row ? ([shard, fromText('binlogdata.Journal', row['val'] ?? '')] as const) : undefined;
  });
  return new Map(found.filter((entry) => entry !== undefined));
}

/** Where sources stopped and targets go on, by shard. */
export type Positions = {
  readonly sources: ReadonlyMap<string, string>;
  readonly targets: ReadonlyMap<string, string>;
};

/**
 * INVARIANT: the first journal is the point of no return. Those who follow the sources (streams of other workflows, and of clients) learn from it
 * where the data goes on.
 */
export async function writeJournals(
  context: Context,
  migration: Migration,
  positions: Positions,
  present: ReadonlyMap<string, Journal>,
  signal: AbortSignal,
  reach: ReachCrashPoint,
): Promise<void> {
  const missing = [...migration.sources].filter(([shard]) => !present.has(shard));
  await each(missing, async ([shard, { tablet, database }]) => {
    const text = toText('binlogdata.Journal', journalOf(migration, shard, positions));
    const values = [String(migration.id), literal(database), literal(text)].join(', ');
    const sql = `insert into _vt.resharding_journal (id, db_name, val) values (${values})`;
    await engine(context, tablet, sql, signal);
    reach('switch.first-journal');
  });
}

function journalOf(migration: Migration, shard: string, positions: Positions): MessageInput<'binlogdata.Journal'> {
  const { kind, tables, id, sourceKeyspace, targetKeyspace, sources, targets, workflow } = migration;
  return {
    id,
    migration_type: kind === 'shards' ? 'SHARDS' : 'TABLES',
    tables: kind === 'tables' ? [...tables] : [],
    local_position: positions.sources.get(shard) ?? '',
    shard_gtids: [...targets.keys()].map((target) => ({
      keyspace: targetKeyspace,
      shard: target,
      gtid: positions.targets.get(target) ?? '',
    })),
    participants: [...sources.keys()].map((source) => ({ keyspace: sourceKeyspace, shard: source })),
    source_workflows: [workflow],
  };
}

/** What the journals that are there say; of a switch that was interrupted among them. */
export function positionsIn(journals: ReadonlyMap<string, Journal>): Positions {
  const [first] = journals.values();
  return {
    sources: new Map([...journals].map(([shard, { local_position: position }]) => [shard, position])),
    targets: new Map((first?.shard_gtids ?? []).map(({ shard, gtid }) => [shard, gtid])),
  };
}
