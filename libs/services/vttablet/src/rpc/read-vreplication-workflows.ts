import { readWorkflows } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const readVReplicationWorkflows: Rpc<'ReadVReplicationWorkflows'> = async (manager, request, context) => {
  return { workflows: await readWorkflows(manager.vreplication, request, context.signal) };
};
