import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import { waitForJournal } from '../manager/wait-for-journal.ts';
import type { Rpc } from './rpc.ts';

export const initReplica: Rpc<'InitReplica'> = async (manager, request, context) => {
  manager.requireManaged('InitReplica');
  const { parent } = request;
  if (!parent) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'InitReplica without a parent' });
  await manager.lock.run(async () => {
    await manager.replication(async (replication) => {
      await replication.resetAll(context.signal);
      if (request.replication_position !== '') {
        await replication.setPosition(parsePosition(request.replication_position), context.signal);
      }
    }, context.signal);
    await manager.follow(parent, true, request.semiSync);
    if (request.time_created_ns !== 0n) await waitForJournal(manager.server, request.time_created_ns, context.signal);
    if (manager.type === 'PRIMARY') await manager.changeType(manager.baseType, 'InitReplica');
  }, context.signal);
  return {};
};
