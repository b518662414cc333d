import type { Socket } from 'node:net';
import { VtError } from '@vt/base';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2';
import { type ByteReader, openSocket } from '../shared-read.ts';
import { ClientErrno, clientError, serverError } from './errors.ts';
import type { ConnectOptions } from './options.ts';

/** An authenticated connection, with the socket handed over: nobody else reads or writes it. */
export type Dialled = {
  readonly socket: Socket;
  readonly threadId: number;
  readonly serverVersion: string;
  /** Starts handing over what the server sends. */
  readonly read: (reader: ByteReader) => void;
};

const CONNECT_TIMEOUT_MS = 10_000;
/** Over a network, as MySQL's own clients have it: a server whose machine is gone says nothing, and who only waits for its answer would wait for ever. */
const KEEPALIVE_MS = 30_000;
const DEFAULT_COLLATION = 'utf8mb4_general_ci';

/** What mysql2's connection has beyond its declared type. */
type Mysql2Internals = Connection & {
  readonly stream: Socket;
  readonly _handshakePacket: { readonly serverVersion: string; readonly connectionId: number };
};

function mysql2Options(options: ConnectOptions): ConnectionOptions {
  const flags = ['-IGNORE_SPACE', '-ODBC', '-LOCAL_FILES', '-CLIENT_QUERY_ATTRIBUTES', 'PS_MULTI_RESULTS'];
  return {
    socketPath: options.socketPath,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 3306,
    user: options.user,
    password: typeof options.password === 'function' ? options.password() : (options.password ?? ''),
    database: options.database,
    charset: (options.collation ?? DEFAULT_COLLATION).toUpperCase(),
    flags: options.foundRows ? flags : [...flags, '-FOUND_ROWS'],
    multipleStatements: options.multiStatements ?? false,
    connectTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    connectAttributes: { _client_name: 'vt', program_name: options.programName ?? 'vttablet' },
    // mysql2 only dials here; its cache of statements would take 0.6 MB a connection.
    maxPreparedStatements: 1,
    ...(options.tls && { ssl: tlsOptions(options.tls) }),
  };
}

function tlsOptions({
  ca,
  cert,
  key,
  rejectUnauthorized,
  minVersion,
  verifyIdentity,
}: NonNullable<ConnectOptions['tls']>): ConnectionOptions['ssl'] {
  return {
    ca: ca as string,
    cert: cert as string,
    key: key as string,
    rejectUnauthorized: rejectUnauthorized ?? ca !== undefined,
    ...(minVersion !== undefined && { minVersion }),
    ...(verifyIdentity && { verifyIdentity }),
  };
}

/** Connects and authenticates with mysql2, then takes the socket over from it. */
export async function dial(options: ConnectOptions, signal?: AbortSignal): Promise<Dialled> {
  try {
    return await dialOnce(options, signal);
  } catch (error) {
    if (!options.tls?.isOptional || !hasNoTls(error)) throw error;
    const { tls: _, ...plain } = options;
    return await dialOnce(plain, signal);
  }
}

function hasNoTls(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return [code, cause?.code].includes('HANDSHAKE_NO_SSL_SUPPORT');
}

function dialOnce(options: ConnectOptions, signal?: AbortSignal): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal));
    const config = mysql2Options(options);
    const target = options.socketPath
      ? { path: options.socketPath }
      : { host: config.host as string, port: config.port as number };
    // Under TLS mysql2 wraps the socket, and bytes come as 'data' events of the wrapper.
    const readable = options.tls ? undefined : openSocket(target);
    const connection = createConnection(readable ? { ...config, stream: () => readable.socket } : config);
    const onAbort = () => fail(abortError(signal));
    signal?.addEventListener('abort', onAbort, { once: true });
    const fail = (error: unknown) => {
      signal?.removeEventListener('abort', onAbort);
      connection.on('error', () => {});
      connection.destroy();
      reject(dialError(error, options));
    };
    connection.once('error', fail);
    connection.once('connect', () => {
      signal?.removeEventListener('abort', onAbort);
      const { stream, _handshakePacket: hello } = connection as Mysql2Internals;
      // What mysql2 still hears (the end, errors) concerns it no more; only the bytes are taken away from it.
      stream.removeAllListeners('data');
      if (!options.socketPath) stream.setKeepAlive(true, KEEPALIVE_MS);
      connection.on('error', () => {});
      resolve({
        socket: stream,
        threadId: hello.connectionId,
        serverVersion: hello.serverVersion,
        read: (reader) => {
          if (readable) readable.reader = reader;
          else stream.on('data', (bytes: Buffer) => reader(bytes, false));
        },
      });
    });
  });
}

function abortError(signal: AbortSignal | undefined): VtError {
  return new VtError({ code: 'CANCELED', message: 'connecting to MySQL was cancelled', cause: signal?.reason });
}

/** What mysql2 throws: an error of the server has errno and sqlState, one of the socket a code. */
type DialFailure = { errno?: number; sqlState?: string; sqlMessage?: string; message?: string; code?: string };

function dialError(thrown: unknown, options: ConnectOptions): VtError {
  if (thrown instanceof VtError) return thrown;
  const { errno, sqlState, sqlMessage, message = String(thrown), code } = thrown as DialFailure;
  if (errno !== undefined && errno > 0) {
    return serverError({ errno, state: sqlState?.replace('#', '') || 'HY000', message: sqlMessage ?? message });
  }
  const why = code ?? message;
  return options.socketPath
    ? clientError(
        ClientErrno.CONNECTION,
        `Can't connect to local MySQL server through socket '${options.socketPath}' (${why})`,
        thrown,
      )
    : clientError(
        ClientErrno.CONN_HOST,
        `Can't connect to MySQL server on '${options.host ?? '127.0.0.1'}:${options.port ?? 3306}' (${why})`,
        thrown,
      );
}
