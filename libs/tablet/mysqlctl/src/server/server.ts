import type { ConnectOptions, MysqlSession } from '@vt/mysql';
import type { MysqldUser } from '../users/users.ts';
import type { ServerVersion } from './version.ts';

/** A server to work with, whether this system manages its process (Mysqld) or not (AttachedServer). */
export interface MysqlServer {
  readonly version: ServerVersion;
  connectOptions(user: MysqldUser): ConnectOptions;
  /** A new session; the caller closes it. */
  connect(user: MysqldUser, signal?: AbortSignal): Promise<MysqlSession>;
}
