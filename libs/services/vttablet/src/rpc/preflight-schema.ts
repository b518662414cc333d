import { preflightSchema as preflight } from '../manager/change-schema.ts';
import type { Rpc } from './rpc.ts';

export const preflightSchema: Rpc<'PreflightSchema'> = (manager, { changes }, context) =>
  manager.lock.run(async () => ({ change_results: [...(await preflight(manager, changes, context.signal))] }));
