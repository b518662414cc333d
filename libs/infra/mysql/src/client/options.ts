import type { ConnectionOptions as TlsOptions } from 'node:tls';

/** How to reach a mysqld and as whom. */
export type ConnectOptions = {
  /** A unix socket wins over host and port. */
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly user: string;
  /** A function: asked at each connect, for passwords that change. */
  readonly password?: string | (() => string);
  readonly database?: string;
  /** MySQL's name of the connection's collation; its character set must be utf8mb4. Default utf8mb4_general_ci, which every server has. */
  readonly collation?: string;
  /** Affected rows count the rows found, not the rows changed. */
  readonly foundRows?: boolean;
  /** Several statements in one text, separated by semicolons. Only for texts of our own. */
  readonly multiStatements?: boolean;
  readonly tls?: Pick<TlsOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'minVersion'> & {
    /** The certificate must be of the host that was dialled. */
    readonly verifyIdentity?: boolean;
    /** A server that has no TLS is spoken to without it. */
    readonly isOptional?: boolean;
  };
  /** Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** Seen in performance_schema.session_connect_attrs. */
  readonly programName?: string;
  /** Statements that every new or reset connection runs before it is used. */
  readonly initSql?: readonly string[];
};
