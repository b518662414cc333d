import type { MessageInput } from '@vt/proto';
import { readQuery } from '../filter/read-query.ts';
import { backticked } from '../schema/quote.ts';
import { withSession } from '../source/session.ts';
import type { StreamSource } from '../source/source.ts';
import { baseTables, openSnapshot } from './snapshot.ts';
import { planRows, type RowsPlan, rowsOf } from './stream-rows.ts';

export type TablesResponse = MessageInput<'binlogdata.VStreamTablesResponse'>;

/** All tables as of one moment, one after the other; of each first its fields, key fields and the position. */
export async function* streamTables(
  source: StreamSource,
  packetBytes: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<TablesResponse> {
  const names = await withSession(source, signal, baseTables);
  const plans = new Map<string, RowsPlan>();
  for (const name of names) {
    const query = readQuery(`select * from ${backticked(name)}`, source.flavor);
    plans.set(name, await planRows(source, query, null, signal));
  }
  const snapshot = await openSnapshot(source, names, signal);
  try {
    for (const [name, plan] of plans) {
      for await (const rows of rowsOf(source, plan, snapshot, { bytes: packetBytes ?? source.packetBytes }, signal)) {
        const { fields, pkfields, gtid, rows: some, lastpk } = rows;
        if (!fields && !some) continue;
        yield { table_name: name, fields, pkfields, gtid, rows: some, lastpk } as TablesResponse;
      }
    }
  } finally {
    snapshot.connection.destroy();
  }
}
