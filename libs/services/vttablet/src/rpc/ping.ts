import type { Rpc } from './rpc.ts';

/** Says back what it was told. */
export const ping: Rpc<'Ping'> = async (_manager, request) => {
  return { payload: request.payload };
};
