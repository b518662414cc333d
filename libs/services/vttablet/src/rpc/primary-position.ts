import { formatPosition } from '@vt/mysql';
import type { Rpc } from './rpc.ts';

/** Everything that this mysqld has executed. */
export const primaryPosition: Rpc<'PrimaryPosition'> = async (manager, _request, context) => {
  const position = await manager.replication((replication) => replication.position(context.signal), context.signal);
  return { position: formatPosition(position) };
};
