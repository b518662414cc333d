import { type CodeName, VtError } from '@vt/base';
import { SqlError } from '@vt/sqlparser';
import { isTopoError, type TopoErrorKind } from '@vt/topo';

const codes: Readonly<Record<TopoErrorKind, CodeName>> = {
  BadRecord: 'INTERNAL',
  BadVersion: 'FAILED_PRECONDITION',
  FailedPrecondition: 'FAILED_PRECONDITION',
  Interrupted: 'CANCELED',
  Invalid: 'INVALID_ARGUMENT',
  LockHeld: 'ABORTED',
  LockLost: 'ABORTED',
  NoNode: 'NOT_FOUND',
  NoUpdateNeeded: 'FAILED_PRECONDITION',
  NodeExists: 'ALREADY_EXISTS',
  NodeNotEmpty: 'FAILED_PRECONDITION',
  PartialResult: 'UNAVAILABLE',
  Timeout: 'DEADLINE_EXCEEDED',
  Unavailable: 'UNAVAILABLE',
};

/** What went wrong with the topology, or is wrong with a statement, as the status a caller of ours sees; everything else unchanged. */
export function callStatus(error: unknown): unknown {
  if (error instanceof SqlError) return new VtError({ code: 'INVALID_ARGUMENT', message: error.message, cause: error });
  if (!isTopoError(error)) return error;
  return new VtError({ code: codes[error.kind], message: error.message, cause: error });
}
