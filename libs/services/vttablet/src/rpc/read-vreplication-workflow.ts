import { readWorkflow } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const readVReplicationWorkflow: Rpc<'ReadVReplicationWorkflow'> = async (manager, request, context) => {
  return await readWorkflow(manager.vreplication, request.workflow, context.signal);
};
