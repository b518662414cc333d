import { VtError } from '@vt/base';
import type { Context, Handler } from '../../context.ts';
import { loadMigration, type Migration } from '../migration.ts';
import { publish } from '../routing.ts';
import { describeTraffic, type TrafficState, trafficState } from '../traffic-state.ts';
import { lockedAnew } from './locks.ts';
import { suffixOf } from './reads.ts';

type Type = 'PRIMARY' | 'REPLICA' | 'RDONLY';
const all: readonly Type[] = ['PRIMARY', 'REPLICA', 'RDONLY'];

/** A share of the traffic goes to the target too, and its answers are thrown away. */
export const workflowMirrorTraffic: Handler<'WorkflowMirrorTraffic'> = async (request, context, signal) => {
  const { keyspace, workflow, percent } = request;
  if (percent < 0 || percent > 100) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `percent must be between 0 and 100, not ${percent}` });
  }
  const seen = await loadMigration(context, keyspace, workflow, signal);
  await checkMirrored(context, seen, signal);
  const types = request.tablet_types.length > 0 ? (request.tablet_types as Type[]) : all;
  return await lockedAnew(context, seen, [], 'MirrorTraffic', signal, async (migration, held) => {
    const traffic = describeTraffic(await checkMirrored(context, migration, held));
    const before = describeMirrors(await mirrored(context, migration, held));
    await setMirrors(context, migration, types, percent, held);
    await publish(context.topo, held);
    return {
      summary: `MirrorTraffic was successful for workflow ${keyspace}.${workflow}`,
      start_state: `${traffic}. ${before}`,
      current_state: `${traffic}. ${describeMirrors(await mirrored(context, migration, held))}`,
    };
  });
};

/** Where the traffic goes of a workflow that may be mirrored. */
async function checkMirrored(context: Context, migration: Migration, signal: AbortSignal): Promise<TrafficState> {
  if (migration.type !== 'MoveTables') {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `invalid action for ${String(migration.type)} workflow: MirrorTraffic`,
    });
  }
  const state = await trafficState(context, migration, signal);
  if (!state.writes) return state;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `cannot mirror traffic for workflow ${migration.workflow} at this time: writes already switched`,
  });
}

async function mirrored({ topo }: Context, migration: Migration, signal: AbortSignal): Promise<Map<Type, number>> {
  const { rules } = await topo.rules.mirror.get({ signal });
  const [table = ''] = migration.tables;
  const percents = all.map((type): [Type, number] => {
    const from = `${migration.sourceKeyspace}.${table}${suffixOf(type)}`;
    return [type, rules.find(({ from_table }) => from_table === from)?.percent ?? 0];
  });
  return new Map(percents);
}

function describeMirrors(percents: ReadonlyMap<Type, number>): string {
  const parts = [...percents].filter(([, percent]) => percent > 0);
  if (parts.length === 0) return 'No Traffic Mirrored';
  return parts.map(([type, percent]) => `Mirroring ${percent.toFixed(2)} percent of ${type} traffic`).join('. ');
}

async function setMirrors(
  { topo }: Context,
  { sourceKeyspace, targetKeyspace, tables }: Migration,
  types: readonly Type[],
  percent: number,
  signal: AbortSignal,
): Promise<void> {
  await topo.rules.mirror.update(
    (record) => {
      for (const table of tables) {
        for (const type of types) {
          const from_table = `${sourceKeyspace}.${table}${suffixOf(type)}`;
          record.rules = record.rules.filter((rule) => rule.from_table !== from_table);
          if (percent > 0) record.rules.push({ from_table, to_table: `${targetKeyspace}.${table}`, percent });
        }
      }
    },
    { signal },
  );
}

/** Whoever switches traffic has no need of a mirror. */
export async function dropMirrors(
  context: Context,
  migration: Migration,
  types: readonly Type[],
  signal: AbortSignal,
): Promise<void> {
  if (migration.kind === 'tables') await setMirrors(context, migration, types, 0, signal);
}
