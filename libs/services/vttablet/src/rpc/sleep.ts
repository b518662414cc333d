import { setTimeout as delay } from 'node:timers/promises';
import type { Rpc } from './rpc.ts';

const SLEEP_MS_MAX = 3_600_000;

export const sleep: Rpc<'Sleep'> = async (_manager, request, context) => {
  const ms = Math.min(Number(request.duration / 1_000_000n), SLEEP_MS_MAX);
  await delay(ms, undefined, { signal: context.signal });
  return {};
};
