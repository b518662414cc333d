import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

export const getGlobalStatusVars: Rpc<'GetGlobalStatusVars'> = async (manager, request, context) => {
  return await asDba(
    manager.server,
    async (connection) => {
      const rows = await connection.query('SHOW GLOBAL STATUS', context.signal);
      const all = rows.map((row) => Object.values(row) as [string, string]);
      const wanted = all.filter(([name]) => request.variables.length === 0 || request.variables.includes(name));
      return { status_values: Object.fromEntries(wanted) };
    },
    context.signal,
  );
};
