import type { Rpc } from './rpc.ts';

export const runHealthCheck: Rpc<'RunHealthCheck'> = async (manager) => {
  await manager.queryService.pollReplication();
  manager.queryService.health.broadcast();
  return {};
};
