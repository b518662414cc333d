import type { Rpc } from './rpc.ts';

export const getThrottlerStatus: Rpc<'GetThrottlerStatus'> = async (manager) => manager.throttler.status();
