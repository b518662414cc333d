import type { ConnectionPool } from '@vt/mysql';
import type { TabletRequest } from '@vt/proto/hot';
import type { Pools } from '../pools.ts';
import type { RequestOptions } from '../request.ts';
import type { Statement } from '../statement/statement.ts';
import { readPlans } from './may-run-again.ts';

/** Whose connections a statement outside of a transaction runs on. */
export function poolFor(
  pools: Pools,
  request: TabletRequest,
  options: RequestOptions,
  statement: Statement,
): ConnectionPool {
  if (!readPlans.has(statement.plan)) return writersPool(pools, options);
  return request.stream || options.workload !== 'OLTP' ? pools.stream : pools.oltp;
}

/** Whose connections writes and transactions have. */
export function writersPool(pools: Pools, options: RequestOptions): ConnectionPool {
  return options.clientFoundRows ? pools.foundRows : pools.tx;
}
