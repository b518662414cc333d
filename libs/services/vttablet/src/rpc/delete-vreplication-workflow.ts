import { deleteWorkflow } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const deleteVReplicationWorkflow: Rpc<'DeleteVReplicationWorkflow'> = async (manager, request, context) => {
  const result = await deleteWorkflow(manager.vreplication, request.workflow, context.signal);
  return { result };
};
