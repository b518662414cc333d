import { EtcdError } from '../rpc/etcd-error.ts';
import type { RangeRequest, RangeResponse } from '../rpc/messages.ts';
import { headerOf, keyValueOf } from '../rpc/wire.ts';
import { spanOf } from '../store/key-span.ts';
import type { KeyVersion, MvccStore } from '../store/mvcc-store.ts';
import type { TopoState } from '../store/state.ts';

/** Throws when the revision asked for is forgotten or to come. */
export function checkRangeRevision(store: MvccStore, request: RangeRequest): void {
  const revision = Number(request.revision);
  if (revision > store.revision) throw new EtcdError('futureRevision');
  if (revision > 0 && revision < store.compactRevision) throw new EtcdError('compacted');
}

/** The same inside a transaction, where etcd takes only 0 for "now". */
export function checkTxnRangeRevision(store: MvccStore, request: RangeRequest): void {
  const revision = Number(request.revision);
  if (revision < 0 && revision < (store.compactRevision || -1)) throw new EtcdError('compacted');
  checkRangeRevision(store, request);
}

/** Inside a transaction this sees what the transaction wrote before. */
export function runRange(state: TopoState, request: RangeRequest): RangeResponse {
  const at = Number(request.revision);
  const found = state.store.range(spanOf(request.key, request.range_end), at > 0 ? at : undefined);
  const base = { header: headerOf(state), count: String(found.length) };
  if (request.count_only) return { ...base, kvs: [], more: false };
  const limit = Number(request.limit);
  const kept = sorted(filtered(taken(found, request), request), request);
  const more = limit > 0 && kept.length > limit;
  const answer = more ? kept.slice(0, limit) : kept;
  return { ...base, kvs: answer.map((version) => keyValueOf(version, request.keys_only)), more };
}

/** etcd sorts by another target than the key without an order only what it fetched, which is one key more than the limit. */
function taken(found: KeyVersion[], request: RangeRequest): KeyVersion[] {
  const limit = Number(request.limit);
  return limit > 0 && request.sort_order === 'NONE' && !isFiltered(request) ? found.slice(0, limit + 1) : found;
}

function isFiltered(request: RangeRequest): boolean {
  const { min_mod_revision, max_mod_revision, min_create_revision, max_create_revision } = request;
  return [min_mod_revision, max_mod_revision, min_create_revision, max_create_revision].some((n) => Number(n) !== 0);
}

function filtered(found: KeyVersion[], request: RangeRequest): KeyVersion[] {
  const minMod = Number(request.min_mod_revision);
  const maxMod = Number(request.max_mod_revision) || Number.POSITIVE_INFINITY;
  const minCreate = Number(request.min_create_revision);
  const maxCreate = Number(request.max_create_revision) || Number.POSITIVE_INFINITY;
  const all = Number.POSITIVE_INFINITY;
  if (minMod === 0 && minCreate === 0 && maxMod === all && maxCreate === all) return found;
  return found.filter(
    (v) =>
      v.modRevision >= minMod &&
      v.modRevision <= maxMod &&
      v.createRevision >= minCreate &&
      v.createRevision <= maxCreate,
  );
}

const COMPARERS: Readonly<Record<RangeRequest['sort_target'], (a: KeyVersion, b: KeyVersion) => number>> = {
  KEY: (a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)),
  VERSION: (a, b) => a.version - b.version,
  CREATE: (a, b) => a.createRevision - b.createRevision,
  MOD: (a, b) => a.modRevision - b.modRevision,
  VALUE: (a, b) => Buffer.compare(a.value, b.value),
};

/** `found` comes in key order; another target without an order means ascending. */
function sorted(found: KeyVersion[], request: RangeRequest): KeyVersion[] {
  const compare = COMPARERS[request.sort_target];
  if (request.sort_order === 'DESCEND') return [...found].sort((a, b) => compare(b, a));
  return request.sort_target === 'KEY' ? found : [...found].sort(compare);
}
