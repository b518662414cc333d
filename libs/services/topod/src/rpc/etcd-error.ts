import { status } from '@grpc/grpc-js';

/** Every refusal of the API: gRPC code and the message that etcd's clients compare with. */
const ERRORS = {
  compacted: [status.OUT_OF_RANGE, 'etcdserver: mvcc: required revision has been compacted'],
  duplicateKey: [status.INVALID_ARGUMENT, 'etcdserver: duplicate key given in txn request'],
  emptyKey: [status.INVALID_ARGUMENT, 'etcdserver: key is not provided'],
  futureRevision: [status.OUT_OF_RANGE, 'etcdserver: mvcc: required revision is a future revision'],
  invalidSortOption: [status.INVALID_ARGUMENT, 'etcdserver: invalid sort option'],
  keyNotFound: [status.INVALID_ARGUMENT, 'etcdserver: key not found'],
  leaseExists: [status.FAILED_PRECONDITION, 'etcdserver: lease already exists'],
  leaseNotFound: [status.NOT_FOUND, 'etcdserver: requested lease not found'],
  leaseProvided: [status.INVALID_ARGUMENT, 'etcdserver: lease is provided'],
  leaseTtlTooLarge: [status.OUT_OF_RANGE, 'etcdserver: too large lease TTL'],
  noSpace: [status.RESOURCE_EXHAUSTED, 'etcdserver: mvcc: database space exceeded'],
  requestTooLarge: [status.INVALID_ARGUMENT, 'etcdserver: request is too large'],
  stopped: [status.UNAVAILABLE, 'etcdserver: server stopped'],
  tooManyLeases: [status.RESOURCE_EXHAUSTED, 'etcdserver: too many leases'],
  tooManyOps: [status.INVALID_ARGUMENT, 'etcdserver: too many operations in txn request'],
  tooManyRequests: [status.RESOURCE_EXHAUSTED, 'etcdserver: too many requests'],
  valueProvided: [status.INVALID_ARGUMENT, 'etcdserver: value is provided'],
} as const satisfies Record<string, readonly [status, string]>;

export type EtcdErrorName = keyof typeof ERRORS;

/** A refusal in the form that grpc-js sends as the call's status. */
export class EtcdError extends Error {
  readonly code: status;
  readonly details: string;

  constructor(name: EtcdErrorName) {
    const [code, message] = ERRORS[name];
    super(message);
    this.code = code;
    this.details = message;
  }
}
