import { type handleUnaryCall, type ServiceError, type sendUnaryData, status } from '@grpc/grpc-js';
import { EtcdError } from './etcd-error.ts';

/** A unary method: checks and acts at once, in the order of arrival, and is answered when `ready` is. */
export function unary<Req, Res>(
  act: (request: Req) => Res | Promise<Res>,
  ready: () => Promise<void>,
): handleUnaryCall<Req, Res> {
  return (call, callback: sendUnaryData<Res>) => {
    // INVARIANT: `act` starts in the same turn as the request came, so that requests happen in the order of a connection.
    answer(async () => {
      const response = await act(call.request);
      await ready();
      return response;
    }, callback);
  };
}

function answer<Res>(work: () => Promise<Res>, callback: sendUnaryData<Res>): void {
  work().then(
    (response) => callback(null, response),
    (err: unknown) => callback(statusOf(err)),
  );
}

function statusOf(err: unknown): Partial<ServiceError> {
  if (err instanceof EtcdError) return { code: err.code, details: err.details };
  const message = err instanceof Error ? err.message : String(err);
  return { code: status.UNAVAILABLE, details: `etcdserver: ${message}` };
}
