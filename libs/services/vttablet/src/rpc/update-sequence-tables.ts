import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

const CACHE = 1_000;
const MISSING_TABLE = 1146;

/** Lets sequences go on behind a value; one that is further already stays. A table that is not there yet is made. */
export const updateSequenceTables: Rpc<'UpdateSequenceTables'> = async (manager, { sequences }, { signal }) => {
  await asDba(
    manager.server,
    async (connection) => {
      for (const { backing_table_db_name: database, backing_table_name: name, max_value } of sequences) {
        const table = `${ticks(database)}.${ticks(name)}`;
        const next = max_value + 1n;
        const write = `INSERT INTO ${table} (id, next_id, cache) VALUES (0, ${next}, ${CACHE}) ON DUPLICATE KEY UPDATE next_id = IF(next_id < ${next}, ${next}, next_id)`;
        await connection.query(write, signal).catch(async (error: unknown) => {
          if ((error as { readonly errno?: number }).errno !== MISSING_TABLE) throw error;
          await connection.query(
            `CREATE TABLE IF NOT EXISTS ${table} (id INT, next_id BIGINT, cache BIGINT, PRIMARY KEY (id)) COMMENT 'vitess_sequence'`,
            signal,
          );
          await connection.query(write, signal);
        });
      }
    },
    signal,
  );
  manager.queryService.opened?.queries.sequences.reset(sequences.map(({ backing_table_name: name }) => name));
  await manager.queryService.schema?.reload();
  return {};
};

const ticks = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
