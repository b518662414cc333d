import type { VtError } from '@vt/base';
import type { Peer } from '../auth/auth-server.ts';
import type { EncodeText } from '../packets/err.ts';

/** What a handler sees of a client's connection. */
export interface ClientConnection {
  /** 32-bit, unique in this server while the connection lives: CONNECTION_ID(). */
  readonly id: number;
  /** The authenticated user name. */
  readonly user: string;
  /** Who that is to table ACLs: the auth entry's UserData, else the user name. */
  readonly userData: string;
  readonly groups: readonly string[];
  readonly peer: Peer;
  /** The CLIENT_* bits in force: the client's, restricted to the server's. */
  readonly capabilities: number;
  /** The collation id of the handshake (1–255). */
  readonly collation: number;
  /** Connection attributes (program_name, _client_version …). */
  readonly attributes: ReadonlyMap<string, string>;
  /** Whether the client may send several statements in one COM_QUERY (capability, or COM_SET_OPTION). */
  readonly multiStatements: boolean;
  /** Date.now() of the accept. */
  readonly connectedAtMs: number;
  readonly closed: boolean;
  /** A command runs. */
  readonly busy: boolean;
  /** Since the running command began, or else the last one ended; to about a second. */
  readonly stateMs: number;
  /**
   * SERVER_STATUS_* bits of the session, sent with every OK and EOF. The handler keeps IN_TRANS, AUTOCOMMIT,
   * NO_BACKSLASH_ESCAPES and IN_TRANS_READONLY true here.
   */
  statusFlags: number;
  /** The connection ends when the running command has been answered. */
  endsAfterCommand: boolean;
  /** How long the client may be silent (its own wait_timeout); undefined: as long as clients may be here. */
  idleTimeoutMs: number | undefined;
  /** How long the client may leave its answer unread (its own net_write_timeout); undefined: as long as clients may here. */
  writeTimeoutMs: number | undefined;
  /**
   * Of the client's own character set, where that is not the set's default: texts of the default collation are said to be of this
   * one, as a mysqld does whose client named it in the handshake. 0: columns go out as they come.
   */
  resultCollation: number;
  /** Writes the texts of errors in the character set that the client wants; undefined: in UTF-8. */
  encodeError: EncodeText | undefined;
  /** Cancels the running command (KILL QUERY); without one, does nothing. */
  killQuery(reason?: VtError): void;
  /** Ends the connection (KILL CONNECTION); what is running is cancelled first. */
  kill(): void;
}
