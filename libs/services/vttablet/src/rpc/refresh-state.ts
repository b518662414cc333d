import type { Rpc } from './rpc.ts';

/** Reads the shard's record again and acts on it. */
export const refreshState: Rpc<'RefreshState'> = async (manager, _request, context) => {
  const shard = await manager.readShard(context.signal);
  await manager.shardChanged(shard);
  await manager.applyServing('RefreshState');
  return {};
};
