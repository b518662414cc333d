import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

/** The greatest value that each column has here; nothing where a table is empty. */
export const getMaxValueForSequences: Rpc<'GetMaxValueForSequences'> = async (manager, { sequences }, { signal }) => {
  const found: Record<string, bigint> = {};
  await asDba(
    manager.server,
    async (connection) => {
      for (const one of sequences) {
        const table = `${one.using_table_db_name_escaped}.${one.using_table_name_escaped}`;
        const rows = await connection.query(`SELECT MAX(${one.using_col_escaped}) AS value FROM ${table}`, signal);
        const value = rows[0]?.['value'];
        if (value !== null && value !== undefined) found[one.backing_table_name] = BigInt(String(value));
      }
    },
    signal,
  );
  return { max_values_by_sequence_table: found };
};
