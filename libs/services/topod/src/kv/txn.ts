import type { Engine } from '../engine.ts';
import type { Limits } from '../limits.ts';
import { EtcdError } from '../rpc/etcd-error.ts';
import type {
  DeleteRangeRequest,
  DeleteRangeResponse,
  PutRequest,
  PutResponse,
  RequestOp,
  ResponseOp,
  TxnRequest,
  TxnResponse,
} from '../rpc/messages.ts';
import { headerOf, keyValueOf } from '../rpc/wire.ts';
import { keyOf, spanOf } from '../store/key-span.ts';
import type { Recorder, TopoState } from '../store/state.ts';
import { holds } from './compare.ts';
import { checkTxnRangeRevision, runRange } from './range.ts';

/** Which branch each transaction takes, nested ones included; decided on the state before any write. */
type Path = { readonly succeeded: boolean; readonly nested: ReadonlyMap<TxnRequest, Path> };

/**
 * Runs requests on the state. INVARIANT: everything that can be refused is refused before the first write, so a
 * transaction happens whole or not at all.
 */
export class KvRunner {
  readonly #engine: Engine;
  readonly #limits: Limits;

  constructor(engine: Engine, limits: Limits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  put(request: PutRequest): PutResponse {
    this.#checkSpace();
    // Alone the lease is looked for first, in a transaction the key; as in etcd.
    this.#checkLease(request);
    this.#checkKept(request);
    return this.#write((recorder) => this.#put(recorder, request));
  }

  deleteRange(request: DeleteRangeRequest): DeleteRangeResponse {
    return this.#write((recorder) => this.#deleteRange(recorder, request));
  }

  txn(request: TxnRequest): TxnResponse {
    const path = this.#pathOf(request);
    this.#checkBranch(request, path);
    return this.#write((recorder) => this.#txn(recorder, request, path));
  }

  get #state(): TopoState {
    return this.#engine.state;
  }

  #write<T extends { header: { revision: string } }>(run: (recorder: Recorder) => T): T {
    let response: T | undefined;
    this.#engine.write((recorder) => {
      response = run(recorder);
    });
    const done = response as T;
    done.header.revision = String(this.#state.store.revision);
    return done;
  }

  #pathOf(request: TxnRequest): Path {
    const succeeded = request.compare.every((compare) => holds(this.#state.store, compare));
    const nested = new Map<TxnRequest, Path>();
    for (const { request_txn: txn } of branch(request, succeeded)) if (txn) nested.set(txn, this.#pathOf(txn));
    return { succeeded, nested };
  }

  /** As etcd: every put of the branch, nested ones included, before any range. */
  #checkBranch(request: TxnRequest, path: Path): void {
    this.#checkEach(request, path, (op) => {
      if (!op.request_put) return;
      this.#checkSpace();
      this.#checkKept(op.request_put);
      this.#checkLease(op.request_put);
    });
    this.#checkEach(request, path, (op) => {
      if (op.request_range) checkTxnRangeRevision(this.#state.store, op.request_range);
    });
  }

  #checkEach(request: TxnRequest, path: Path, check: (op: ReturnType<typeof branch>[number]) => void): void {
    for (const op of branch(request, path.succeeded)) {
      check(op);
      if (op.request_txn) this.#checkEach(op.request_txn, path.nested.get(op.request_txn) as Path, check);
    }
  }

  /** What of the key is to stay must be there. */
  #checkKept(request: PutRequest): void {
    if ((request.ignore_value || request.ignore_lease) && this.#state.store.live(keyOf(request.key)) === undefined) {
      throw new EtcdError('keyNotFound');
    }
  }

  #checkLease(request: PutRequest): void {
    const lease = BigInt(request.lease);
    if (lease !== 0n && this.#state.leases.get(lease) === undefined) throw new EtcdError('leaseNotFound');
  }

  #checkSpace(): void {
    if (this.#state.store.bytes > this.#limits.storeBytesMax) throw new EtcdError('noSpace');
  }

  #put(recorder: Recorder, request: PutRequest): PutResponse {
    const key = keyOf(request.key);
    const before = this.#state.store.live(key);
    // A copy: the request's buffer is a slice of a network frame that would be kept alive with it.
    const value = request.ignore_value && before !== undefined ? before.value : Buffer.from(request.value);
    const lease = request.ignore_lease && before !== undefined ? before.lease : BigInt(request.lease);
    recorder.put(key, value, lease);
    const prev = request.prev_kv && before !== undefined ? { prev_kv: keyValueOf(before) } : {};
    return { header: headerOf(this.#state), ...prev };
  }

  #deleteRange(recorder: Recorder, request: DeleteRangeRequest): DeleteRangeResponse {
    const found = this.#state.store.range(spanOf(request.key, request.range_end));
    for (const { key } of found) recorder.delete(key);
    return {
      header: headerOf(this.#state),
      deleted: String(found.length),
      prev_kvs: request.prev_kv ? found.map((version) => keyValueOf(version)) : [],
    };
  }

  #txn(recorder: Recorder, request: TxnRequest, path: Path): TxnResponse {
    const responses = branch(request, path.succeeded).map((op) => this.#op(recorder, op, path));
    return { header: headerOf(this.#state), succeeded: path.succeeded, responses };
  }

  #op(recorder: Recorder, op: RequestOp, path: Path): ResponseOp {
    if (op.request_range) return { response_range: runRange(this.#state, op.request_range) };
    if (op.request_put) return { response_put: this.#put(recorder, op.request_put) };
    if (op.request_delete_range) return { response_delete_range: this.#deleteRange(recorder, op.request_delete_range) };
    const txn = op.request_txn as TxnRequest;
    const response = this.#txn(recorder, txn, path.nested.get(txn) as Path);
    // Only the outermost transaction has a revision, as in etcd.
    response.header.revision = '0';
    return { response_txn: response };
  }
}

function branch(request: TxnRequest, succeeded: boolean): readonly RequestOp[] {
  return succeeded ? request.success : request.failure;
}
