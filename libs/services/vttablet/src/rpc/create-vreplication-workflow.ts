import { createWorkflow } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const createVReplicationWorkflow: Rpc<'CreateVReplicationWorkflow'> = async (manager, request, context) => {
  const result = await createWorkflow(manager.vreplication, request, context.signal);
  return { result };
};
