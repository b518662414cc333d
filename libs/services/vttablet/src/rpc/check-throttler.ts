import type { Rpc } from './rpc.ts';

/** Whether an app may go on now, by this tablet's throttler. */
export const checkThrottler: Rpc<'CheckThrottler'> = async (manager, request) => {
  const { app_name: app, scope, ok_if_not_exists: okIfNotExists } = request;
  return manager.throttler.check({
    app: app || 'vitess',
    scope: scope === 'self' || scope === 'shard' ? scope : '',
    okIfNotExists,
  });
};
