import { VtError } from '@vt/base';
import type { TabletType } from '@vt/tabletserver';
import type { TabletManager } from '../manager/tablet-manager.ts';
import type { Rpc } from './rpc.ts';

export const changeType: Rpc<'ChangeType'> = async (manager, request, context) => {
  const type = request.tablet_type as TabletType;
  refusePrimary(manager, type);
  await manager.lock.run(async () => {
    // It may have become primary while this waited for its turn.
    refusePrimary(manager, type);
    if (type === 'PRIMARY') {
      await manager.setSemiSync(true, request.semiSync);
      await manager.becomePrimary('ChangeType');
    } else {
      await manager.acknowledge(request.semiSync);
      await manager.changeType(type, 'ChangeType');
    }
  }, context.signal);
  await manager.published();
  return {};
};

function refusePrimary(manager: Pick<TabletManager, 'type'>, type: TabletType): void {
  if (manager.type !== 'PRIMARY' || type === 'PRIMARY') return;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: 'a primary changes its type by a reparent, not by ChangeType',
  });
}
