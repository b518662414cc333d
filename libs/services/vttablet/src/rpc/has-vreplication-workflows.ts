import type { Rpc } from './rpc.ts';

export const hasVReplicationWorkflows: Rpc<'HasVReplicationWorkflows'> = async (manager, _request, context) => {
  const streams = await manager.vreplication.streams('1 = 1', context.signal);
  return { has: streams.length > 0 };
};
