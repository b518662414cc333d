import type { Rpc } from './rpc.ts';

/**
 * Reads the shard's record and the serving graph again and acts on them. When it answers, nothing runs any more that would not be let in
 * now.
 */
export const refreshState: Rpc<'RefreshState'> = async (manager, request, context) => {
  const [{ value, version }] = await Promise.all([
    manager.readShardInfo(context.signal),
    manager.readServingGraph(context.signal),
  ]);
  await manager.shardChanged(value, version);
  await manager.applyServing('RefreshState');
  return { quiet: await manager.queryService.denial.settled(request.grace_ms) };
};
