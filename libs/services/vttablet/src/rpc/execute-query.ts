import { collectMessage } from '../manager/run-query.ts';
import type { Rpc } from './rpc.ts';

export const executeQuery: Rpc<'ExecuteQuery'> = async (manager, request, context) => {
  const result = await collectMessage(manager, {
    sql: Buffer.from(request.query).toString('utf8'),
    caller: request.caller_id,
    signal: context.signal,
  });
  return { result };
};
