import { tabletAliasString } from '@vt/topo';
import { runHook } from '../manager/run-hook.ts';
import type { Rpc } from './rpc.ts';

export const executeHook: Rpc<'ExecuteHook'> = async (manager, { name, parameters, extra_env }, context) => {
  const env = { ...extra_env, TABLET_ALIAS: tabletAliasString(manager.identity.alias) };
  const { status, stdout, stderr } = await runHook({ name, parameters, env, signal: context.signal });
  return { exit_status: BigInt(status), stdout, stderr };
};
