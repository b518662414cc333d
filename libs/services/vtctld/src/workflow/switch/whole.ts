import { VtError } from '@vt/base';
import type { Context } from '../../context.ts';
import type { Migration } from '../migration.ts';
import { isReverse } from '../names.ts';
import { covered, primariesOf, serving } from '../shards.ts';

/**
 * Throws FAILED_PRECONDITION for a workflow that has no streams on some of the shards that its traffic would go to: one whose creation was interrupted by a
 * death, or whose keyspace got other shards since. INVARIANT: rows of the shards that are missing were never copied.
 */
export async function checkWhole(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { kind, subType, workflow, sources, targets, sourceKeyspace, targetKeyspace, options } = migration;
  if (kind === 'shards') {
    const targetPrimaries = [...targets.values()].map(({ primary }) => primary);
    if (covered([...sources.values()], targetPrimaries)) return;
    const [from, to] = [[...sources.keys()].join(','), [...targets.keys()].join(',')];
    throw mismatched(sourceKeyspace, `source and target keyranges don't match: ${from} and ${to}`);
  }
  const gone = [...sources.values()].filter(({ record }) => !record.is_primary_serving).map(({ shard }) => shard);
  if (gone.length > 0)
    throw mismatched(sourceKeyspace, `shards that do not serve in switch command: [${gone.join(' ')}]`);
  // The way back leads to those that were the sources, all or some.
  if (subType === 'Partial' || isReverse(workflow)) return;
  const all = serving(await primariesOf(context.topo, targetKeyspace, signal, { lenient: true }));
  // Where a tenant's rows belong its owner knows, who named the shards.
  const wanted = options.shards.length > 0 ? options.shards : [...all.keys()];
  const missing = wanted.filter((shard) => !targets.has(shard)).sort();
  if (missing.length > 0) throw mismatched(targetKeyspace, `topo shards not in switch command: [${missing.join(' ')}]`);
}

function mismatched(keyspace: string, how: string): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `mismatched shards for keyspace ${keyspace}: ${how}`,
  });
}
