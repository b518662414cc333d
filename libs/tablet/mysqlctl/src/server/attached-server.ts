import { type ConnectOptions, MysqlSession, withSession } from '@vt/mysql';
import type { MysqldUser } from '../users/users.ts';
import type { MysqlServer } from './server.ts';
import { parseServerVersion, type ServerVersion } from './version.ts';

/** An account of a server that somebody else runs. */
export interface Account {
  readonly user: string;
  /** A function: asked at each connect. */
  readonly password?: string | (() => string);
}

export interface AttachOptions {
  /** A unix socket wins over host and port. */
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tls?: ConnectOptions['tls'];
  /** Which of its accounts plays which of ours. Those not named are played by `vt_dba`'s. */
  readonly accounts: { readonly vt_dba: Account } & Partial<Readonly<Record<MysqldUser, Account>>>;
}

/** A server whose process, option file and replication are somebody else's (a cloud's, say): it can be used, not started or stopped. */
export class AttachedServer implements MysqlServer {
  readonly version: ServerVersion;
  readonly #options: AttachOptions;

  private constructor(options: AttachOptions, version: ServerVersion) {
    this.#options = options;
    this.version = version;
  }

  /** Connects once, to learn the version and to fail early. */
  static async attach(options: AttachOptions, signal?: AbortSignal): Promise<AttachedServer> {
    const connect = optionsFor(options, 'vt_dba');
    const text = await withSession(connect, async ({ serverVersion }) => serverVersion, signal);
    return new AttachedServer(options, parseServerVersion(text));
  }

  connectOptions(user: MysqldUser): ConnectOptions {
    return optionsFor(this.#options, user);
  }

  connect(user: MysqldUser, signal?: AbortSignal): Promise<MysqlSession> {
    return MysqlSession.open({ programName: 'mysqlctl', ...this.connectOptions(user) }, signal);
  }
}

function optionsFor({ accounts, socketPath, host, port, tls }: AttachOptions, user: MysqldUser): ConnectOptions {
  const where = socketPath ? { socketPath } : { ...(host && { host }), ...(port && { port }) };
  return { ...where, ...(tls && { tls }), ...(accounts[user] ?? accounts.vt_dba) };
}
