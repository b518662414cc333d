import type { Context } from '../../context.ts';
import { schemaOf, shardsWith } from '../create/schema.ts';
import type { Migration } from '../migration.ts';
import { inDatabase } from '../names.ts';
import { editRules, forgetRules, readRules } from '../routing.ts';
import { type Primary, primariesOf, serving } from '../shards.ts';
import { changes, each, type Placed, readWorkflows } from '../tablet-calls.ts';

/** A name has 64 characters at most. */
const OLD_NAME_CHARS = 59;
const oldName = (table: string): string => `_${[...table].slice(0, OLD_NAME_CHARS).join('')}_old`;

/** Drops tables and views on shards, or renames them to `_<table>_old`. Those that are gone already are fine. */
export async function dropTables(
  context: Context,
  primaries: Iterable<Primary>,
  tables: readonly string[],
  how: 'drop' | 'rename',
  signal: AbortSignal,
): Promise<void> {
  await each(primaries, async (primary) => {
    const present = await schemaOf(context, primary, signal, { views: true });
    const statements = tables
      .filter((name) => present.has(name))
      .map((table) => {
        const own = inDatabase(primary.database, table);
        if (how === 'rename') return `rename table ${own} to ${inDatabase(primary.database, oldName(table))}`;
        return `drop ${present.get(table)?.type === 'VIEW' ? 'view' : 'table'} ${own}`;
      });
    await changes(context, primary, statements, signal);
  });
}

export async function removeFromVSchema(
  { topo }: Context,
  keyspace: string,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await topo.keyspaces.updateVSchema(
    keyspace,
    (vschema) => {
      for (const table of tables) delete vschema.tables[table];
    },
    { signal },
  );
}

/** Removes the rules of a move that is completed or given up, of whichever kind they are. */
export async function forgetRouting(
  context: Context,
  migration: Migration,
  how: 'cancelled' | 'completed',
  signal: AbortSignal,
): Promise<void> {
  const { sourceKeyspace: source, targetKeyspace: target, tables, options, subType } = migration;
  if (options.tenant_id !== '') return forgetTenant(context, source, target, signal);
  if (subType === 'Partial') return forgetShards(context, migration, how === 'cancelled', signal);
  await editRules(context.topo, 'DropRoutingRules', (rules) => forgetRules(rules, source, target, tables), signal);
}

/** Whether nothing leads to the moved tables any more: of a completion that was interrupted. */
export async function isRoutingForgotten(
  { topo }: Context,
  { sourceKeyspace: source, targetKeyspace: target, tables, options, subType, sources, kind }: Migration,
  signal: AbortSignal,
): Promise<boolean> {
  if (kind === 'shards') return false;
  if (options.tenant_id !== '') {
    const { rules } = await topo.rules.keyspaceRouting.get({ signal });
    return !rules.some(({ from_keyspace: from }) => [source, target].includes(from.split('@')[0] ?? ''));
  }
  if (subType === 'Partial') {
    const { rules } = await topo.rules.shardRouting.get({ signal });
    return !rules.some(({ from_keyspace: from, shard }) => sources.has(shard) && [source, target].includes(from));
  }
  const rules = await readRules(topo, signal);
  return !tables.some((table) => rules.has(table) || rules.has(`${source}.${table}`));
}

async function forgetTenant({ topo }: Context, source: string, target: string, signal: AbortSignal): Promise<void> {
  const lock = await topo.rules.lock('DropRoutingRules', { signal });
  try {
    await topo.rules.keyspaceRouting.update(
      (record) => {
        const isOf = (name: string): boolean => [source, target].includes(name.split('@')[0] ?? '');
        record.rules = record.rules.filter(({ from_keyspace }) => !isOf(from_keyspace));
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** Shards of a move that is given up lead to the source as long as others have moved or are about to. Where none have, no rule is needed any more. */
async function forgetShards(
  context: Context,
  migration: Migration,
  isCancelled: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { sourceKeyspace: source, targetKeyspace: target, sources } = migration;
  const { topo } = context;
  const isLast = isCancelled && !(await movesOthers(context, migration, signal));
  const stays = isCancelled && !isLast;
  const lock = await topo.rules.lock('DropRoutingRules', { signal });
  try {
    await topo.rules.shardRouting.update(
      (record) => {
        const others = record.rules.filter(
          ({ from_keyspace: from, shard }) => !((isLast || sources.has(shard)) && [source, target].includes(from)),
        );
        const own = [...sources.keys()].map((shard) => ({ from_keyspace: target, to_keyspace: source, shard }));
        record.rules = stays ? [...others, ...own] : others;
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** Whether other shards of the source go, or have gone, to the target: by a workflow, or since their tables are there. */
async function movesOthers(context: Context, migration: Migration, signal: AbortSignal): Promise<boolean> {
  const { sourceKeyspace: source, targetKeyspace, targets, tables, workflow } = migration;
  const primaries = serving(await primariesOf(context.topo, targetKeyspace, signal, { lenient: true }));
  const placed = await readWorkflows(context, primaries.values(), undefined, signal);
  const isOther = ({ rows }: Placed): boolean =>
    rows.workflow !== workflow &&
    rows.workflow_sub_type === 'Partial' &&
    rows.streams.some(({ bls }) => bls?.keyspace === source);
  if (placed.some(isOther)) return true;
  return (await shardsWith(context, targetKeyspace, tables, [...targets.keys()], signal)).length > 0;
}
