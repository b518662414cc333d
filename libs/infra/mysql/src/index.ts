export {
  type AuthPlugin,
  type AuthServer,
  type Identity,
  type Peer,
  type PeerCertificate,
} from './auth/auth-server.ts';
export { AuthServerClientCertificate } from './auth/client-certificate.ts';
export { AuthServerNone } from './auth/none.ts';
export { AuthServerStatic } from './auth/static.ts';
export * from './binlog/index.ts';
export { MysqlConnection, QUERY_ROOM_BYTES } from './client/connection.ts';
export { codeOfErrno } from './client/error-code.ts';
export {
  ClientErrno,
  clientError,
  goneError,
  isConnectionError,
  isReadOnlyNow,
  lostError,
  serverError,
  surelyNotRun,
} from './client/errors.ts';
export { isMariadbVersion } from './client/flavor.ts';
export {
  flushWithReadLock,
  LOCK_MS_MAX,
  type LockSessions,
  type LockWay,
  underGentleLock,
} from './client/gentle-lock.ts';
export type { ConnectOptions } from './client/options.ts';
export { type AcquireOptions, ConnectionPool, type ConnectionTaker, type PooledConnection } from './client/pool.ts';
export type { ConnectionSettings, PoolOptions, PoolStats } from './client/pool-options.ts';
export type { PreparedStatement } from './client/prepare-command.ts';
export { MysqlSession, type TextRow, withSession } from './client/session.ts';
export { literal, type SqlValue, sql } from './client/sql-text.ts';
export * from './gtid/index.ts';
export { Capability, Status } from './packets/capabilities.ts';
export { readErr } from './packets/err.ts';
export { readOk } from './packets/ok.ts';
export { readSessionState, type SessionStateChange, writeSessionState } from './packets/session-state.ts';
export { readStmtPrepareOk } from './packets/stmt-prepare-ok.ts';
export type { ClientConnection } from './server/client-connection.ts';
export { paramField } from './server/commands/stmt-prepare.ts';
export { serverErrors } from './server/errors.ts';
export type {
  BinlogDumpRequest,
  CommandSink,
  LocalInfileReceiver,
  PreparedDescription,
  PrepareReply,
  QueryAttribute,
  ServerHandler,
} from './server/handler.ts';
export { type ListenAddress, MysqlServer } from './server/mysql-server.ts';
export type { MysqlServerOptions, TlsOptions } from './server/options.ts';
export { openSocket, readShared } from './shared-read.ts';
export { SocketWriter } from './socket-writer.ts';
