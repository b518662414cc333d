import { VtError } from '@vt/base';
import { needsQueries } from '../vindex/vindex.ts';
import type { ColumnVindex, Table } from './model.ts';

/**
 * The cheapest vindex that tells, without asking anyone, at which keyspace id a row is: what divides rows that are copied or verified.
 * @throws VtError INVALID_ARGUMENT where the table has none.
 */
export function bestColumnVindex(table: Table): ColumnVindex {
  if (table.columnVindexes.length === 0) throw fail(`table ${table.name} has no vindex`);
  let best: ColumnVindex | undefined;
  for (const columnVindex of table.columnVindexes) {
    const { vindex } = columnVindex;
    if (!vindex.unique || needsQueries(vindex)) continue;
    if (!best || vindex.cost < best.vindex.cost) best = columnVindex;
  }
  if (!best) throw fail(`could not find a vindex to use for sharding table ${table.name}`);
  return best;
}

function fail(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
