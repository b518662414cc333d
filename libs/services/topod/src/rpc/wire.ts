import { bytesOf } from '../store/key-span.ts';
import type { KeyVersion } from '../store/mvcc-store.ts';
import type { TopoState } from '../store/state.ts';
import type { Header, KeyValue } from './messages.ts';

/** One member, so there was one election. */
const RAFT_TERM = '1';

export function headerOf(state: TopoState, revision = state.store.readRevision): Header {
  return {
    cluster_id: String(state.identity.clusterId),
    member_id: String(state.identity.memberId),
    revision: String(revision),
    raft_term: RAFT_TERM,
  };
}

export function keyValueOf(version: KeyVersion, keysOnly = false): KeyValue {
  return {
    key: bytesOf(version.key),
    create_revision: String(version.createRevision),
    mod_revision: String(version.modRevision),
    version: String(version.version),
    ...(keysOnly ? {} : { value: version.value }),
    lease: String(version.lease),
  };
}
