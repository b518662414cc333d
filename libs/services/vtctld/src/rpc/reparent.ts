import type { Handler } from '../context.ts';
import { plannedReparent } from '../reparent/planned-reparent.ts';

export const plannedReparentShard: Handler<'PlannedReparentShard'> = async (request, context, signal) => {
  const { primary, events } = await plannedReparent(context, request, signal);
  return { keyspace: request.keyspace, shard: request.shard, promoted_primary: primary.alias, events: events.list };
};
