import { type CodeName, VtError } from '@vt/base';
import { isTopoError, type TopoErrorKind } from '@vt/topo';

const codes: Readonly<Record<TopoErrorKind, CodeName>> = {
  BadRecord: 'INTERNAL',
  BadVersion: 'FAILED_PRECONDITION',
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

/** What went wrong with the topology, as the status a caller of ours sees; everything else unchanged. */
export function topoStatus(error: unknown): unknown {
  if (!isTopoError(error)) return error;
  return new VtError({ code: codes[error.kind], message: error.message, cause: error });
}
