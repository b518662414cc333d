import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

/** Hosts that replicate from this mysqld. */
export const getReplicas: Rpc<'GetReplicas'> = async (manager, _request, context) => {
  return await asDba(
    manager.server,
    async (connection) => {
      const rows = await connection.query('SHOW PROCESSLIST', context.signal);
      const dumps = rows.filter((row) => /^Binlog Dump/i.test(row['Command'] ?? ''));
      return { addrs: dumps.map((row) => (row['Host'] ?? '').replace(/:\d+$/, '')) };
    },
    context.signal,
  );
};
