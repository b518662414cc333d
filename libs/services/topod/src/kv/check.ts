import type { Limits } from '../limits.ts';
import { EtcdError } from '../rpc/etcd-error.ts';
import type { DeleteRangeRequest, PutRequest, RangeRequest, RequestOp, TxnRequest } from '../rpc/messages.ts';
import { type Key, type KeySpan, keyOf, spanHas, spanOf } from '../store/key-span.ts';

/** Checks that need no state: what is wrong with the request as such. All throw EtcdError. */

const SORT_ORDERS: ReadonlySet<string> = new Set(['NONE', 'ASCEND', 'DESCEND']);
const SORT_TARGETS: ReadonlySet<string> = new Set(['KEY', 'VERSION', 'CREATE', 'MOD', 'VALUE']);

export function checkRange(r: RangeRequest): void {
  if (r.key.length === 0) throw new EtcdError('emptyKey');
  // A value that is not in the proto arrives as a number.
  if (!SORT_ORDERS.has(r.sort_order) || !SORT_TARGETS.has(r.sort_target)) throw new EtcdError('invalidSortOption');
}

export function checkPut(r: PutRequest, limits: Limits): void {
  if (r.key.length === 0) throw new EtcdError('emptyKey');
  if (r.ignore_value && r.value.length > 0) throw new EtcdError('valueProvided');
  if (r.ignore_lease && r.lease !== '0') throw new EtcdError('leaseProvided');
  if (r.key.length + r.value.length > limits.requestBytesMax) throw new EtcdError('requestTooLarge');
}

export function checkDelete(r: DeleteRangeRequest): void {
  if (r.key.length === 0) throw new EtcdError('emptyKey');
}

export function checkTxn(txn: TxnRequest, limits: Limits): void {
  checkOps(txn, limits, limits.txnOpsMax);
  if (bytesOfTxn(txn) > limits.requestBytesMax) throw new EtcdError('requestTooLarge');
  checkConflicts(txn.success);
  checkConflicts(txn.failure);
}

function checkOps(txn: TxnRequest, limits: Limits, opsMax: number): void {
  const ops = Math.max(txn.compare.length, txn.success.length, txn.failure.length);
  if (ops > opsMax) throw new EtcdError('tooManyOps');
  for (const compare of txn.compare) if (compare.key.length === 0) throw new EtcdError('emptyKey');
  for (const op of [...txn.success, ...txn.failure]) checkOp(op, limits, opsMax - ops);
}

function checkOp(op: RequestOp, limits: Limits, opsMax: number): void {
  if (op.request_range) checkRange(op.request_range);
  else if (op.request_put) checkPut(op.request_put, limits);
  else if (op.request_delete_range) checkDelete(op.request_delete_range);
  else if (op.request_txn) checkOps(op.request_txn, limits, opsMax);
  else throw new EtcdError('keyNotFound');
}

function bytesOfTxn(txn: TxnRequest): number {
  let bytes = 0;
  for (const c of txn.compare) bytes += c.key.length + c.range_end.length + (c.value?.length ?? 0);
  for (const op of [...txn.success, ...txn.failure]) {
    const put = op.request_put;
    const keys = put ?? op.request_range ?? op.request_delete_range;
    bytes += (keys?.key.length ?? 0) + (put?.value.length ?? 0) + (op.request_txn ? bytesOfTxn(op.request_txn) : 0);
  }
  return bytes;
}

type Writes = { readonly puts: Set<Key>; readonly deletes: KeySpan[] };

/** No key may be put twice, or put and deleted, at one revision. Branches of a nested transaction exclude each other. */
function checkConflicts(ops: readonly RequestOp[]): Writes {
  const puts = new Set<Key>();
  // etcd takes the end "\0" by its letter here: such a span holds no key.
  const deletes: KeySpan[] = ops.flatMap(({ request_delete_range: d }) =>
    d && !isToTheEnd(d.range_end) ? [spanOf(d.key, d.range_end)] : [],
  );
  for (const { request_txn: txn } of ops) {
    if (!txn) continue;
    const branches = [checkConflicts(txn.success), checkConflicts(txn.failure)];
    const nested = new Set(branches.flatMap((branch) => [...branch.puts]));
    for (const key of nested) addPut(puts, deletes, key);
    // As etcd: held against puts that are looked at later, not against those of transactions before it.
    deletes.push(...branches.flatMap((branch) => branch.deletes));
  }
  const nestedPuts = new Set(puts);
  for (const { request_put: put } of ops) {
    if (!put) continue;
    const key = keyOf(put.key);
    if (nestedPuts.has(key)) throw new EtcdError('duplicateKey');
    addPut(puts, deletes, key);
  }
  return { puts, deletes };
}

function isToTheEnd(rangeEnd: Uint8Array): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0;
}

function addPut(puts: Set<Key>, deletes: readonly KeySpan[], key: Key): void {
  if (puts.has(key) || deletes.some((span) => spanHas(span, key))) throw new EtcdError('duplicateKey');
  puts.add(key);
}
