import { formatPosition } from '@vt/mysql';
import type { Rpc } from './rpc.ts';

/** Makes the first primary of a shard. */
export const initPrimary: Rpc<'InitPrimary'> = async (manager, request, context) => {
  manager.requireManaged('InitPrimary');
  return await manager.lock.run(async () => {
    await manager.makeWritable();
    // The position is taken before anything waits for acknowledgements.
    const position = await manager.replication((replication) => replication.position(context.signal), context.signal);
    await manager.setSemiSync(true, request.semiSync);
    await manager.becomePrimary('InitPrimary');
    return { position: formatPosition(position) };
  }, context.signal);
};
