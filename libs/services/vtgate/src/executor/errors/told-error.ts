import { VtError } from '@vt/base';
import type { Session } from '../../session/session.ts';
import type { ScanMode } from '../../text/scan.ts';
import type { ExecutorDeps } from '../deps.ts';
import { asParameterError } from './parameter-error.ts';
import { asUnknownSchema } from './unknown-schema.ts';

const MARK = ' [TRUNCATED]';

/** What a client is told of a statement's failure. @param executed the prepared statement that it was, if it was one */
export function toldError(
  failure: VtError,
  { sql, mode, session }: { readonly sql: string; readonly mode: ScanMode; readonly session: Session },
  deps: ExecutorDeps,
  executed = session.executed,
): VtError {
  const error = asParameterError(asUnknownSchema(failure, sql, mode, deps), session, deps, executed);
  return shortened(error, deps.options.errorLengthMax ?? 0);
}

/** @param lengthMax of its text, with the mark that says that there was more; 0: any (--truncate-error-len) */
export function shortened(error: VtError, lengthMax: number): VtError {
  if (lengthMax <= 0 || error.message.length <= lengthMax) return error;
  const { code, id, errno, state, message: whole } = error;
  const message = lengthMax <= MARK.length ? MARK.trim() : `${whole.slice(0, lengthMax - MARK.length)}${MARK}`;
  return new VtError({ code, id, errno, state, message, cause: error });
}
