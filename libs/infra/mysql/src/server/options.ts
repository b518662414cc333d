import type { KeyObject } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AuthServer } from '../auth/auth-server.ts';

/** PEM texts. With `ca`, clients may show a certificate, which must then be signed by it. */
export type TlsOptions = {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  readonly ca?: string | Buffer;
  readonly crl?: string | Buffer;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Clients without a certificate are refused. Needs `ca`. */
  readonly requireClientCertificate?: boolean;
};

export type MysqlServerOptions = {
  readonly auth: AuthServer;
  /** Told in the greeting; a function is asked at each connection. */
  readonly serverVersion: string | (() => string);
  readonly tls?: TlsOptions;
  /** Plain TCP clients get 3159. A unix socket counts as secure. */
  readonly requireSecureTransport?: boolean;
  /** mysql_clear_password also without TLS. Passwords can then be read on the network. */
  readonly allowClearTextWithoutTls?: boolean;
  /** For caching_sha2_password without TLS; absent: one is made for the process when first needed. */
  readonly rsaKey?: KeyObject;
  /** Every TCP connection must begin with a PROXY header (v1 or v2). */
  readonly proxyProtocol?: boolean;
  /** Offer zlib and zstd compression (where node has no zstd, only clients compress by it). Default true. */
  readonly compression?: boolean;
  /** Offer LOAD DATA LOCAL INFILE. Default false. */
  readonly localInfile?: boolean;
  /** Connections beyond get 1040. Default 10 000. */
  readonly connectionsMax?: number;
  /** Of one user; beyond get 1203. Default: no limit of its own. */
  readonly userConnectionsMax?: number;
  /** A command's payload; larger is answered with 1153. Default 64 MiB. */
  readonly allowedPacketBytesMax?: number;
  /** Of one connection; beyond get 1461. Default 16 382. */
  readonly statementsMax?: number;
  /** Rows that an open cursor may keep; a larger result is sent at once instead (as MySQL may do for any). Default 32 MiB. */
  readonly cursorBytesMax?: number;
  /** From accept to the end of authentication. Default 10 s. */
  readonly handshakeTimeoutMs?: number;
  /** Between commands; then 4031. 0: none. Default 8 h. A client's own (`ClientConnection.idleTimeoutMs`) is obeyed up to one that is given here. */
  readonly idleTimeoutMs?: number;
  /**
   * Without progress while the client does not read. 0: none. Default 60 s. A client's own (`ClientConnection.writeTimeoutMs`) is obeyed up to one that is given
   * here.
   */
  readonly writeTimeoutMs?: number;
  /** TCP keepalive; 0: off. Default 60 s. */
  readonly keepAliveMs?: number;
  /**
   * This is one of `of` processes that serve the same clients: ids of connections are `index` modulo `of`. Default: all ids.
   */
  readonly idShare?: { readonly index: number; readonly of: number };
  /** Asked first about each client that a listener accepted, still paused; true: another process has it now. */
  readonly handOver?: (socket: Socket) => boolean;
  /** Told of what a handler threw that is no VtError: a defect. */
  readonly onDefect?: (error: unknown) => void;
  /** TLS with a client did not come about. The peer's address is undefined for one of a unix socket. */
  readonly onTlsError?: (error: NodeJS.ErrnoException, socket: TLSSocket, peer: string | undefined) => void;
  /** A client has logged in, so long after its connection was accepted. */
  readonly onLogin?: (tookMs: number) => void;
};

export type Limits = {
  readonly connectionsMax: number;
  readonly userConnectionsMax: number;
  readonly allowedPacketBytesMax: number;
  readonly statementsMax: number;
  readonly cursorBytesMax: number;
  readonly handshakeTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly keepAliveMs: number;
};

const MIB = 1024 * 1024;

const defaultLimits: Limits = {
  connectionsMax: 10_000,
  userConnectionsMax: Number.POSITIVE_INFINITY,
  allowedPacketBytesMax: 64 * MIB,
  statementsMax: 16_382,
  cursorBytesMax: 32 * MIB,
  handshakeTimeoutMs: 10_000,
  idleTimeoutMs: 8 * 3_600_000,
  writeTimeoutMs: 60_000,
  keepAliveMs: 60_000,
};

export function limitsOf(options: MysqlServerOptions): Limits {
  const limits: { -readonly [K in keyof Limits]: number } = { ...defaultLimits };
  for (const key of Object.keys(defaultLimits) as (keyof Limits)[]) {
    const given = options[key];
    if (given !== undefined) limits[key] = given;
  }
  return limits;
}
