import { orAbsent } from '@vt/topo';
import type { Context } from '../../context.ts';
import { setDenied } from '../denied-tables.ts';
import { dropTables } from '../finish/remove.ts';
import { editRules, publish, type RulesMap, readRules, routeToSource } from '../routing.ts';
import type { Primary } from '../shards.ts';
import { each, readWorkflows } from '../tablet-calls.ts';
import { hasRows } from './has-rows.ts';
import type { Move, VSchema } from './move-tables.ts';
import { schemaOf } from './schema.ts';

/** For tablets that answer; what is left is named by the log. */
const UNDO_MS = 30_000;

/** What making a move changes, as it was before. */
export type Before = {
  readonly rules: RulesMap;
  readonly shardRules: readonly string[];
  readonly keyspaceRules: readonly { readonly from_keyspace: string; readonly to_keyspace: string }[];
  readonly vschema: VSchema | undefined;
  /** Tables that the target's shards refuse, and those that they have, by shard. */
  readonly denied: ReadonlyMap<string, readonly string[]>;
  readonly tables: ReadonlyMap<string, readonly string[]>;
};

export async function lookBefore(context: Context, move: Move, signal: AbortSignal): Promise<Before> {
  const { topo } = context;
  const { targets, request } = move;
  const [rules, shardRouting, keyspaceRouting, vschema, denied, tables] = await Promise.all([
    readRules(topo, signal),
    topo.rules.shardRouting.get({ signal }),
    topo.rules.keyspaceRouting.get({ signal }),
    orAbsent(topo.keyspaces.vschema(request.target_keyspace, { signal })),
    each(
      targets.keys(),
      async (shard) => [shard, await deniedOn(context, request.target_keyspace, shard, signal)] as const,
    ),
    each(targets, async ([shard, primary]) => [shard, await namesOn(context, primary, signal)] as const),
  ]);
  return {
    rules,
    shardRules: shardRouting.rules.map((rule) => JSON.stringify(rule)),
    keyspaceRules: keyspaceRouting.rules,
    vschema: vschema?.value,
    denied: new Map(denied),
    tables: new Map(tables),
  };
}

async function deniedOn({ topo }: Context, keyspace: string, shard: string, signal: AbortSignal): Promise<string[]> {
  const { tablet_controls: controls } = (await topo.shards.get(keyspace, shard, { signal })).value;
  return controls.flatMap(({ denied_tables: names }) => names);
}

const namesOn = async (context: Context, primary: Primary, signal: AbortSignal): Promise<string[]> => [
  ...(await schemaOf(context, primary, signal, { views: true })).keys(),
];

/**
 * Of a move that could not be made nothing stays behind: without streams there is no workflow that anybody could cancel, and its tables would be refused and
 * led elsewhere for good. One that has streams is left to who cancels it.
 */
export async function putBack(context: Context, move: Move, before: Before): Promise<void> {
  const signal = AbortSignal.timeout(UNDO_MS);
  const { targets, request } = move;
  const { workflow } = request;
  try {
    if ((await readWorkflows(context, targets.values(), workflow, signal)).length > 0) return;
    await dropMade(context, move, before, signal);
    await restoreVSchema(context, move, before, signal);
    await restoreRules(context, move, before, signal);
    await each(targets, async ([shard, primary]) => {
      const added = move.tables.filter((table) => !before.denied.get(shard)?.includes(table));
      await setDenied(context, [primary], added, false, signal);
    });
    await publish(context.topo, signal);
  } catch (error) {
    context.log.warn({ workflow, err: error }, 'a move that could not be made has left rules or tables behind');
  }
}

/** INVARIANT: tables with rows stay, whoever wrote those. */
async function dropMade(context: Context, move: Move, before: Before, signal: AbortSignal): Promise<void> {
  await each(move.targets, async ([shard, primary]) => {
    const present = await namesOn(context, primary, signal);
    const made = move.tables.filter((table) => present.includes(table) && !before.tables.get(shard)?.includes(table));
    const empty: string[] = [];
    for (const table of made) if (!(await hasRows(context, primary, table, signal))) empty.push(table);
    await dropTables(context, [primary], empty, 'drop', signal);
  });
}

async function restoreVSchema({ topo }: Context, move: Move, { vschema }: Before, signal: AbortSignal): Promise<void> {
  const change = (record: VSchema): void => {
    for (const table of move.tables) {
      const known = vschema?.tables[table];
      if (known) record.tables[table] = known;
      else delete record.tables[table];
    }
  };
  await topo.keyspaces.updateVSchema(move.request.target_keyspace, change, { signal });
}

async function restoreRules(context: Context, move: Move, before: Before, signal: AbortSignal): Promise<void> {
  const { topo } = context;
  const { source_keyspace: source, target_keyspace: target } = move.request;
  const made: RulesMap = new Map();
  routeToSource(made, source, target, move.tables);
  const restore = (rules: RulesMap): void => {
    for (const name of made.keys()) {
      const known = before.rules.get(name);
      if (known) rules.set(name, known);
      else rules.delete(name);
    }
  };
  await editRules(topo, 'MoveTablesCreate', restore, signal);
  const lock = await topo.rules.lock('MoveTablesCreate', { signal });
  try {
    await topo.rules.shardRouting.update(
      (record) => {
        const isOwn = (rule: (typeof record.rules)[number]): boolean =>
          rule.from_keyspace === target && rule.to_keyspace === source;
        record.rules = record.rules.filter((rule) => !isOwn(rule) || before.shardRules.includes(JSON.stringify(rule)));
      },
      { signal },
    );
    await topo.rules.keyspaceRouting.update(
      (record) => {
        const isOwn = ({ from_keyspace: from }: { from_keyspace: string }): boolean => from.split('@')[0] === source;
        record.rules = [
          ...record.rules.filter((rule) => !isOwn(rule)),
          ...before.keyspaceRules.filter(isOwn).map((rule) => ({ ...rule })),
        ];
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}
