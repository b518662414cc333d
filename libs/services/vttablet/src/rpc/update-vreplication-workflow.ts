import { updateWorkflow } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const updateVReplicationWorkflow: Rpc<'UpdateVReplicationWorkflow'> = async (manager, request, context) => {
  return { result: await updateWorkflow(manager.vreplication, request, context.signal) };
};
