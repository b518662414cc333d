import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import { tabletAliasEqual } from '@vt/topo';
import { waitForJournal } from '../manager/wait-for-journal.ts';
import type { Rpc } from './rpc.ts';

const WAIT_MS = 30_000;

export const setReplicationSource: Rpc<'SetReplicationSource'> = async (manager, request, context) => {
  manager.requireManaged('SetReplicationSource');
  const { parent } = request;
  if (!parent) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'SetReplicationSource without a parent' });
  if (tabletAliasEqual(parent, manager.identity.alias)) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'a tablet cannot replicate from itself' });
  }
  await manager.lock.run(async () => {
    // A reparent tells everybody; who is to have it again tells this one alone.
    if (request.time_created_ns !== 0n && (await manager.isAtPoint())) {
      manager.log.warn('restored to a point and DRAINED: not following the new primary');
      return;
    }
    // A demoted primary becomes a replica here; a replica stays what it is.
    if (manager.type === 'PRIMARY') {
      await manager.demote(context.signal);
      await manager.changeType(manager.baseType, 'SetReplicationSource');
    }
    const start = request.force_start_replication || request.time_created_ns !== 0n;
    await manager.follow(parent, start, request.semiSync, request.heartbeat_interval);
    if (request.wait_position !== '') {
      const position = parsePosition(request.wait_position);
      await manager.replication((r) => r.waitForPosition(position, WAIT_MS, context.signal), context.signal);
    }
    if (request.time_created_ns !== 0n) await waitForJournal(manager.server, request.time_created_ns, context.signal);
  }, context.signal);
  return {};
};
