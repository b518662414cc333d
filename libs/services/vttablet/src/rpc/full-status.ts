import { readFullStatus } from '../manager/full-status.ts';
import type { Rpc } from './rpc.ts';

export const fullStatus: Rpc<'FullStatus'> = async (manager, _request, context) => {
  return { status: await readFullStatus(manager, context.signal) };
};
