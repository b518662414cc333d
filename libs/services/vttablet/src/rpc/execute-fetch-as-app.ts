import { executeFetch } from '../manager/execute-fetch.ts';
import type { Rpc } from './rpc.ts';

export const executeFetchAsApp: Rpc<'ExecuteFetchAsApp'> = async (manager, request, context) => {
  const result = await executeFetch(manager, {
    user: 'vt_app',
    sql: request.query,
    rowsMax: Number(request.max_rows),
    dbName: manager.identity.dbName,
    signal: context.signal,
  });
  return { result };
};
