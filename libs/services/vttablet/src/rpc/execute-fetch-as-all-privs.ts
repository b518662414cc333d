import { executeFetch } from '../manager/execute-fetch.ts';
import type { Rpc } from './rpc.ts';

export const executeFetchAsAllPrivs: Rpc<'ExecuteFetchAsAllPrivs'> = async (manager, request, context) => {
  const result = await executeFetch(manager, {
    user: 'vt_allprivs',
    sql: request.query,
    rowsMax: Number(request.max_rows),
    dbName: request.db_name,
    reloadSchema: request.reload_schema,
    signal: context.signal,
  });
  return { result };
};
