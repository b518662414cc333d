import { executeFetches } from '../manager/execute-fetch.ts';
import type { Rpc } from './rpc.ts';

export const executeMultiFetchAsDba: Rpc<'ExecuteMultiFetchAsDba'> = async (manager, request, context) => {
  const results = await executeFetches(manager, {
    user: 'vt_dba',
    sql: request.sql,
    rowsMax: Number(request.max_rows),
    dbName: request.db_name,
    disableBinlogs: request.disable_binlogs,
    disableForeignKeyChecks: request.disable_foreign_key_checks,
    reloadSchema: request.reload_schema,
    signal: context.signal,
  });
  return { results };
};
