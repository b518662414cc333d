import type { Rpc } from './rpc.ts';

export const vdiff: Rpc<'VDiff'> = async (manager, request, context) => {
  return await manager.vreplication.vdiffs.handle(request, context.signal);
};
