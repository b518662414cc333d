import type { TabletTypeName } from '@vt/proto';
import type { TabletTarget } from './tablet-gateway.ts';

const TARGETS_MAX = 10_000;
const byKeyspace = new Map<string, Map<string, TabletTarget[]>>();
let count = 0;

/**
 * The same object for the same target. It is sent by reference, and its tablets are looked up by it: one that is made for each call is a key of
 * weak tables that come to nothing but work for the collector.
 */
export function knownTarget(keyspace: string, shard: string, tabletType: TabletTypeName): TabletTarget {
  let shards = byKeyspace.get(keyspace);
  if (!shards) byKeyspace.set(keyspace, (shards = new Map()));
  const known = shards.get(shard);
  if (known) for (const target of known) if (target.tabletType === tabletType) return target;
  const target = { keyspace, shard, tabletType };
  if (++count > TARGETS_MAX) {
    byKeyspace.clear();
    count = 0;
  } else if (known) known.push(target);
  else shards.set(shard, [target]);
  return target;
}
