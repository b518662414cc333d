import { ClientClosedError, EtcdLeaseInvalidError, GRPCDeadlineExceededError, isRecoverableError } from 'etcd3';
import { TopoError } from '../errors.ts';

/** grpc-js says these of calls that never left the process. */
const NOT_SENT =
  /No connection established|Channel closed before call started|Name resolution failed|channel has been closed|Waiting for LB pick/i;

/** etcd answers these before it has begun anything. */
const NOT_BEGUN = /etcdserver: (no leader|not capable|too many requests|server stopped)/;

export function toTopoError(err: unknown, subject: string, isWrite: boolean): TopoError {
  if (err instanceof TopoError) return err;
  if (err instanceof ClientClosedError) return new TopoError('Interrupted', subject, { cause: err });
  if (err instanceof EtcdLeaseInvalidError) return new TopoError('LockLost', subject, { cause: err });
  const message = err instanceof Error ? err.message : String(err);
  const mayHaveRun = isWrite && !NOT_SENT.test(message) && !NOT_BEGUN.test(message);
  if (err instanceof GRPCDeadlineExceededError) return new TopoError('Timeout', subject, { cause: err, mayHaveRun });
  const unreachable =
    err instanceof Error && (isRecoverableError(err) || /\b1[34] (UNAVAILABLE|INTERNAL)/.test(message));
  return new TopoError(unreachable ? 'Unavailable' : 'Invalid', subject, { cause: err, mayHaveRun });
}

/** Whether trying again may help, and cannot do a write twice. */
export function isRetryable(err: TopoError, repeatable: boolean): boolean {
  if (err.kind !== 'Unavailable' && err.kind !== 'Timeout') return false;
  return repeatable || !err.mayHaveRun;
}
