import { executeFetch } from '../manager/execute-fetch.ts';
import type { Rpc } from './rpc.ts';

export const executeFetchAsDba: Rpc<'ExecuteFetchAsDba'> = async (manager, request, context) => {
  const result = await executeFetch(manager, {
    user: 'vt_dba',
    sql: request.query,
    rowsMax: Number(request.max_rows),
    dbName: request.db_name,
    disableBinlogs: request.disable_binlogs,
    disableForeignKeyChecks: request.disable_foreign_key_checks,
    reloadSchema: request.reload_schema,
    signal: context.signal,
  });
  return { result };
};
