import { updateWorkflows } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const updateVReplicationWorkflows: Rpc<'UpdateVReplicationWorkflows'> = async (manager, request, context) => {
  return { result: await updateWorkflows(manager.vreplication, request, context.signal) };
};
