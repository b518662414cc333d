import { ConnectionPool, type ConnectOptions, MysqlConnection, type PoolOptions } from '@vt/mysql';
import type { TabletConfig } from './config.ts';
import { UnacknowledgedCommits } from './query/unacknowledged-commits.ts';

/** How the query service reaches its mysqld, by role. */
export type Connectors = {
  readonly app: ConnectOptions;
  /** May kill other users' queries. */
  readonly dba: ConnectOptions;
};

export type Pools = {
  readonly oltp: ConnectionPool;
  readonly stream: ConnectionPool;
  readonly tx: ConnectionPool;
  /** Writes and transactions whose client counts found rows. */
  readonly foundRows: ConnectionPool;
  readonly dba: ConnectionPool;
};

/**
 * Rows of an OLTP read outside of transactions are bounded on mysqld by this variable, so that statements need not be rewritten. One more
 * than allowed, so that too many can be told from just enough. Elsewhere the rows are counted as they come.
 */
const selectLimit = (rowsMax: number): string[] =>
  rowsMax > 0 ? [`set session sql_select_limit = ${rowsMax + 1}`] : [];

const connector = (options: ConnectOptions) => (signal: AbortSignal) => MysqlConnection.connect(options, signal);

/** Connections for writes are opened only as long as not too many commits wait for nobody. */
export function openPools(
  connectors: Connectors,
  config: TabletConfig,
): { readonly pools: Pools; readonly commits: UnacknowledgedCommits } {
  const { app } = connectors;
  // As the limit is when a connection is opened: it may be changed while the tablet serves.
  const limited = (): ConnectOptions => ({
    ...app,
    initSql: [...(app.initSql ?? []), ...selectLimit(config.resultRowsMax)],
  });
  const common = { idleTimeoutMs: config.idleTimeoutMs, lifetimeMs: config.connectionLifetimeMs };
  const transactions: Omit<PoolOptions, 'name' | 'connect'> = {
    ...common,
    connectionsMax: config.transactionCap,
    waitTimeoutMs: config.txPoolTimeoutMs,
    idleMax: config.txPoolIdleMax,
  };
  const dba = new ConnectionPool({
    ...common,
    name: 'DbaPool',
    connect: connector(connectors.dba),
    connectionsMax: config.dbaPoolSize,
  });
  const commits = new UnacknowledgedCommits(dba, config.transactionCap);
  const writer = (options: ConnectOptions) => async (signal: AbortSignal) => {
    await commits.check(signal);
    return await MysqlConnection.connect(options, signal);
  };
  const pools: Pools = {
    oltp: new ConnectionPool({
      ...common,
      name: 'ConnPool',
      connect: (signal) => MysqlConnection.connect(limited(), signal),
      connectionsMax: config.poolSize,
      waitersMax: config.poolWaitersMax,
      waitTimeoutMs: config.poolTimeoutMs,
      idleMax: config.poolIdleMax,
    }),
    stream: new ConnectionPool({
      ...common,
      name: 'StreamConnPool',
      connect: connector(app),
      connectionsMax: config.streamPoolSize,
      waitTimeoutMs: config.streamPoolTimeoutMs,
      idleMax: config.streamPoolIdleMax,
    }),
    tx: new ConnectionPool({ ...transactions, name: 'TransactionPool', connect: writer(app) }),
    foundRows: new ConnectionPool({
      ...transactions,
      name: 'FoundRowsPool',
      connect: writer({ ...app, foundRows: true }),
    }),
    dba,
  };
  return { pools, commits };
}

export async function closePools(pools: Pools): Promise<void> {
  await Promise.all(Object.values(pools).map((pool) => pool.close()));
}
