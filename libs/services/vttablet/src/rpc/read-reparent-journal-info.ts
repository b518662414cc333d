import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

export const readReparentJournalInfo: Rpc<'ReadReparentJournalInfo'> = async (manager, _request, context) => {
  return await asDba(
    manager.server,
    async (connection) => {
      const [row] = await connection.query('SELECT count(*) AS length FROM _vt.reparent_journal', context.signal);
      return { length: Number(row?.['length'] ?? 0) };
    },
    context.signal,
  );
};
