export { MysqlConnection } from './client/connection.ts';
export { codeOfErrno } from './client/error-code.ts';
export {
  ClientErrno,
  clientError,
  goneError,
  isConnectionError,
  lostError,
  serverError,
  surelyNotRun,
} from './client/errors.ts';
export type { ConnectOptions } from './client/options.ts';
export { type AcquireOptions, ConnectionPool, type PooledConnection } from './client/pool.ts';
export type { ConnectionSettings, PoolOptions, PoolStats } from './client/pool-options.ts';
export type { PreparedStatement } from './client/prepare-command.ts';
export * from './gtid/index.ts';
