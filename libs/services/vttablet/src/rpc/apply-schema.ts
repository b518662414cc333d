import { applySchema as apply } from '../manager/change-schema.ts';
import type { Rpc } from './rpc.ts';

export const applySchema: Rpc<'ApplySchema'> = (manager, request, context) =>
  manager.lock.run(() => apply(manager, request, context.signal));
