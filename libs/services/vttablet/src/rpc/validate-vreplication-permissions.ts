import { validatePermissions } from '@vt/vreplication';
import type { Rpc } from './rpc.ts';

export const validateVReplicationPermissions: Rpc<'ValidateVReplicationPermissions'> = async (
  manager,
  _request,
  context,
) => {
  return await validatePermissions(manager.vreplication, context.signal);
};
