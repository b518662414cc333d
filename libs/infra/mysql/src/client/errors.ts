import { VtError } from '@vt/base';
import type { ErrInfo } from '@vt/sqltypes';
import { codeOfErrno } from './error-code.ts';

/** Client errors of MySQL that say something about a connection. */
export const ClientErrno = {
  /** Could not connect through a unix socket. */
  CONNECTION: 2002,
  /** Could not connect over TCP. */
  CONN_HOST: 2003,
  /** The connection was already gone: the statement did not run. */
  SERVER_GONE: 2006,
  /** The connection broke while the statement was running: it may have run. */
  SERVER_LOST: 2013,
  /** Something came that the protocol does not allow here. */
  MALFORMED_PACKET: 2027,
} as const;

/**
 * An error of a mysqld. The text keeps errno and SQLSTATE, which is how they cross gRPC.
 */
export function serverError({ errno, state, message }: ErrInfo): VtError {
  return new VtError({
    code: codeOfErrno(errno),
    message: `${message} (errno ${errno}) (sqlstate ${state})`,
    errno,
    state,
  });
}

export function clientError(errno: number, message: string, cause?: unknown): VtError {
  const text = `${message} (errno ${errno}) (sqlstate HY000)`;
  return new VtError({ code: codeOfErrno(errno), message: text, errno, state: 'HY000', cause });
}

export const goneError = (cause?: unknown): VtError =>
  clientError(ClientErrno.SERVER_GONE, 'MySQL server has gone away', cause);

export const lostError = (cause?: unknown): VtError =>
  clientError(ClientErrno.SERVER_LOST, 'Lost connection to MySQL server during query', cause);

/** Whether an error means that its connection cannot be used again. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof VtError) || error.errno === undefined) return false;
  // 1053: the server is shutting down; 1317 and others leave the connection usable.
  return (error.errno >= 2000 && error.errno < 2100) || error.errno === 1053 || error.errno === 4031;
}

/** Whether a statement that failed with this error surely did not run. */
export function surelyNotRun(error: unknown): boolean {
  return error instanceof VtError && error.errno === ClientErrno.SERVER_GONE;
}

const READ_ONLY_MODE = 1836;
const OPTION_PREVENTS_STATEMENT = 1290;

/**
 * Whether a server refused a write because it is read-only now, as every server is when it has just been started. 1290 is also the
 * answer of options that stay.
 */
export function isReadOnlyNow(error: unknown): boolean {
  if (!(error instanceof VtError)) return false;
  return (
    error.errno === READ_ONLY_MODE || (error.errno === OPTION_PREVENTS_STATEMENT && error.message.includes('read-only'))
  );
}
