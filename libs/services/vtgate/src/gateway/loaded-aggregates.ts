import { status } from '@grpc/grpc-js';
import type { Gateway, HealthCheck } from '@vt/discovery';
import { isServiceError } from '@vt/servenv';
import type { TabletTarget } from './tablet-gateway.ts';

const AGAIN: ReadonlySet<status> = new Set([status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED]);
const none: ReadonlySet<string> = new Set();

/** Aggregate functions that were loaded into the server of a shard's primary, as its tablet says, in lower case. @throws where it could be told later. */
export async function loadedAggregates(
  gateway: Gateway,
  health: HealthCheck,
  { keyspace, shard, tabletType }: TabletTarget,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const [primary] = health.serving({ keyspace, shard, tabletType });
  if (!primary) return none;
  const { service } = gateway.tablet(primary.alias, { keyspace, shard, tabletType });
  const request = { target: { keyspace, shard, tablet_type: tabletType }, table_type: 'UDFS' as const };
  const names = new Set<string>();
  try {
    for await (const { udfs } of service.serverStream('GetSchema', request, { signal })) {
      for (const { name, aggregating } of udfs) if (aggregating) names.add(name.toLowerCase());
    }
  } catch (error) {
    // Tablets of Vitess 19 do not know what is asked for.
    if (isServiceError(error) && !AGAIN.has(error.code)) return none;
    throw error;
  }
  return names;
}
