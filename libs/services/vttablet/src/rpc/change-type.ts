import { VtError } from '@vt/base';
import type { TabletType } from '@vt/tabletserver';
import type { Rpc } from './rpc.ts';

export const changeType: Rpc<'ChangeType'> = async (manager, request) => {
  const type = request.tablet_type as TabletType;
  if (manager.type === 'PRIMARY' && type !== 'PRIMARY') {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: 'a primary changes its type by a reparent, not by ChangeType',
    });
  }
  await manager.lock.run(async () => {
    await manager.setSemiSync(type === 'PRIMARY', request.semiSync);
    if (type === 'PRIMARY') await manager.becomePrimary('ChangeType');
    else await manager.changeType(type, 'ChangeType');
  });
  await manager.published();
  return {};
};
