import type { Rpc } from './rpc.ts';

/** Values that were reserved are forgotten: the next comes from the table. */
export const resetSequences: Rpc<'ResetSequences'> = async (manager, { tables }) => {
  manager.queryService.opened?.queries.sequences.reset(tables);
  return {};
};
