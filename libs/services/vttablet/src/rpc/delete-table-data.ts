import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { executeFetch } from '../manager/execute-fetch.ts';
import type { Rpc } from './rpc.ts';

const BATCH_ROWS = 1_000;
/** Others come in between two batches. */
const PAUSE_MS = 5;

/** Deletes the rows that each table's condition says, so many at a time. */
export const deleteTableData: Rpc<'DeleteTableData'> = async (manager, request, context) => {
  const { table_filters: filters, batch_size } = request;
  if (batch_size < 0n) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'the batch size must be positive' });
  const batch = Number(batch_size) || BATCH_ROWS;
  const { dbName } = manager.identity;
  for (const [table, filter] of Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const where = filter.trim() === '' ? '' : ` ${/^where\b/i.test(filter.trim()) ? '' : 'WHERE '}${filter.trim()}`;
    const sql = Buffer.from(`DELETE FROM \`${table.replaceAll('`', '``')}\`${where} LIMIT ${batch}`);
    for (let deleted = batch; deleted >= batch; await delay(PAUSE_MS, undefined, { signal: context.signal })) {
      const result = await executeFetch(manager, { user: 'vt_dba', sql, rowsMax: 1, dbName, signal: context.signal });
      deleted = Number(result.rows_affected ?? 0n);
    }
  }
  return {};
};
